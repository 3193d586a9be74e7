//! Expressions: columns, texts, numbers, functions, `case`.

use std::sync::Arc;

use super::super::function::WITH_PATTERN;
use super::super::words::{Kind, Word, unquoted};
use super::super::{Arithmetic, Column, Expression, Function, Now, Pattern};
use super::{INSTANCES, Mistake, Parser};
use crate::complaint::suggestion;

/// Columns of the customer's tree of systems.
const TREE: (&str, &[&str]) = ("PTREE", &["VALUE", "HIER_ID"]);

impl<'p> Parser<'_, 'p> {
    pub(super) fn expression(&mut self) -> Result<Expression, Box<Mistake>> {
        let mut left = self.term()?;
        loop {
            let arithmetic = match self.peek().filter(|word| word.kind == Kind::Sign).map(|word| word.text) {
                Some("+") => Arithmetic::Plus,
                Some("-") => Arithmetic::Minus,
                Some("||") => Arithmetic::Concatenation,
                _ => return Ok(left),
            };
            self.at += 1;
            left = Expression::Arithmetic(arithmetic, Box::new([left, self.term()?]));
        }
    }

    fn term(&mut self) -> Result<Expression, Box<Mistake>> {
        let mut left = self.factor()?;
        while self.take_sign("*") {
            left = Expression::Arithmetic(Arithmetic::Times, Box::new([left, self.factor()?]));
        }
        Ok(left)
    }

    fn factor(&mut self) -> Result<Expression, Box<Mistake>> {
        let Some(word) = self.peek() else { return self.wanted("a column, a text or a number") };
        match word.kind {
            Kind::Text => {
                self.at += 1;
                Ok(Expression::Text(unquoted(word.text)))
            }
            Kind::Number => {
                self.at += 1;
                Ok(Expression::Number(word.text.into()))
            }
            Kind::Sign if word.text == "-" => {
                self.at += 1;
                Ok(Expression::Negative(Box::new(self.deeper(Self::factor)?)))
            }
            Kind::Sign if word.text == "(" => {
                self.at += 1;
                let inner = self.deeper(Self::expression)?;
                self.must_sign(")")?;
                Ok(inner)
            }
            Kind::Name if word.is("case") => {
                self.at += 1;
                self.deeper(Self::case)
            }
            Kind::Name if !word.is_keyword() => {
                self.at += 1;
                if self.peek().is_some_and(|next| next.is_sign("(")) {
                    return self.deeper(|parser| parser.call(word));
                }
                self.named(word)
            }
            Kind::Name | Kind::Sign => self.wanted("a column, a text or a number"),
        }
    }

    fn case(&mut self) -> Result<Expression, Box<Mistake>> {
        let mut branches = Vec::new();
        while self.take("when") {
            let when = self.or()?;
            self.must("then")?;
            branches.push((when, self.expression()?));
        }
        if branches.is_empty() {
            return self.wanted("`when`");
        }
        let otherwise = if self.take("else") { Some(Box::new(self.expression()?)) } else { None };
        self.must("end")?;
        Ok(Expression::Case { branches, otherwise })
    }

    /// A column, or a value of the time.
    fn named(&mut self, word: Word<'p>) -> Result<Expression, Box<Mistake>> {
        if self.take_sign(".") {
            let Some(name) = self.next().filter(|word| word.kind == Kind::Name) else {
                self.at = self.at.saturating_sub(1);
                return self.wanted("the name of a column");
            };
            return self.qualified(word, name);
        }
        let now = [("current_date", Now::Date), ("current_time", Now::Time), ("current_utctimestamp", Now::Moment)];
        if let Some((_, now)) = now.iter().find(|(name, _)| word.is(name)) {
            return Ok(Expression::Now(*now));
        }
        let name = self.name(word);
        Ok(self.column(None, name))
    }

    fn qualified(&mut self, qualifier: Word<'p>, name: Word<'p>) -> Result<Expression, Box<Mistake>> {
        let (qualifier_name, column_name) = (self.name(qualifier), self.name(name));
        let (tree, columns) = TREE;
        if &*qualifier_name == tree && !columns.contains(&&*column_name) {
            let message = format!("ptree has no column {column_name}");
            return Err(Box::new(Mistake {
                span: name.span(),
                message,
                help: Some("it has VALUE and HIER_ID".to_owned()),
            }));
        }
        if &*qualifier_name != tree && !INSTANCES.contains(&&*qualifier_name) && !is_store(&qualifier_name) {
            let message = format!("`{}` is no table that a predicate knows", qualifier.text);
            let help = Some("write the column alone; the tables with names are s0 (the item's own store), s1 and so on (the joined ones), dir, dir1, dir2 and ptree".to_owned());
            return Err(Box::new(Mistake { span: qualifier.span(), message, help }));
        }
        Ok(self.column(Some(qualifier_name), column_name))
    }

    fn column(&mut self, qualifier: Option<Arc<str>>, name: Arc<str>) -> Expression {
        let is_it = |column: &&Arc<Column>| column.name == name && column.qualifier == qualifier;
        if let Some(known) = self.columns.iter().find(is_it) {
            return Expression::Column(Arc::clone(known));
        }
        let column = Arc::new(Column { qualifier, name });
        self.columns.push(Arc::clone(&column));
        Expression::Column(column)
    }

    fn name(&mut self, word: Word<'p>) -> Arc<str> {
        if let Some((_, known)) = self.names.iter().find(|(written, _)| *written == word.text) {
            return Arc::clone(known);
        }
        let name: Arc<str> = word.text.to_ascii_uppercase().into();
        self.names.push((word.text, Arc::clone(&name)));
        name
    }

    fn call(&mut self, name: Word<'p>) -> Result<Expression, Box<Mistake>> {
        self.must_sign("(")?;
        if WITH_PATTERN.iter().any(|function| name.is(function)) {
            return self.call_with_pattern(name);
        }
        let Some((function, fewest, most)) = Function::named(name.text) else {
            let names: Vec<&str> = Function::names().collect();
            let help = suggestion(name.text, &names);
            let message = format!("there is no function `{}`", name.text);
            return Err(Box::new(Mistake { span: name.span(), message, help: Some(help) }));
        };
        let mut arguments = Vec::new();
        if !self.take_sign(")") {
            arguments.push(self.expression()?);
            while self.take_sign(",") {
                arguments.push(self.expression()?);
            }
            self.must_sign(")")?;
        }
        if !(fewest..=most).contains(&arguments.len()) {
            let takes = if fewest == most { fewest.to_string() } else { format!("{fewest} to {most}") };
            let message = format!("{} takes {takes} arguments, and there are {}", function.name(), arguments.len());
            return Err(Box::new(Mistake { span: name.span(), message, help: None }));
        }
        Ok(Expression::Call(function, arguments.into()))
    }

    fn call_with_pattern(&mut self, name: Word<'p>) -> Result<Expression, Box<Mistake>> {
        let pattern = self.pattern()?;
        self.must("in")?;
        let text = self.expression()?;
        let call = if name.is("replace_regexpr") {
            let by = if self.take("with") { self.expression()? } else { Expression::Text("".into()) };
            Expression::ReplaceRegexpr(pattern, Box::new([text, by]))
        } else {
            let group = if self.take("group") { self.group()? } else { 0 };
            Expression::SubstrRegexpr(pattern, Box::new(text), group)
        };
        self.must_sign(")")?;
        Ok(call)
    }

    fn group(&mut self) -> Result<u32, Box<Mistake>> {
        let number = self.peek().filter(|word| word.kind == Kind::Number).and_then(|word| word.text.parse().ok());
        self.at += usize::from(number.is_some());
        number.map_or_else(|| self.wanted("the number of a group"), Ok)
    }

    /// A regular expression: always a text, so that a wrong one is told when the policy is read.
    pub(super) fn pattern(&mut self) -> Result<Pattern, Box<Mistake>> {
        let Some(word) = self.peek().filter(|word| word.kind == Kind::Text) else {
            return self.wanted("a regular expression in quotes");
        };
        self.at += 1;
        if let Some((_, known)) = self.patterns.iter().find(|(written, _)| *written == word.text) {
            return Ok(known.clone());
        }
        let pattern = Pattern::new(&unquoted(word.text)).map_err(|error| {
            let message = format!("this regular expression is not taken: {error}");
            Box::new(Mistake { span: word.span(), message, help: None })
        })?;
        self.patterns.push((word.text, pattern.clone()));
        Ok(pattern)
    }
}

/// `S0`: the item's own store, `S1` and so on its joined ones.
fn is_store(qualifier: &str) -> bool {
    qualifier
        .strip_prefix('S')
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}
