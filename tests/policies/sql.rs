//! A predicate as SQLite's SQL, with HANA's functions where SQLite has none, written anew from `../shared/spec/policies.md` section 3.2: nothing of the evaluator
//! is used but the predicate that it reads.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use basislint::policy::predicate::{Arithmetic, Asked, Comparison, Expression, Function, Now, Predicate, Test};
use regex::Regex;
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Value, ValueRef};

/// The day of the tests.
pub const TODAY: &str = "2026-11-29";
/// The tier of the tests.
pub const TIER: &str = "PROD";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Text,
    Number,
    Date,
}

/// The predicate as an expression of SQL.
pub fn of(predicate: &Predicate) -> String {
    match predicate {
        Predicate::And(parts) => joined(parts, "AND"),
        Predicate::Or(parts) => joined(parts, "OR"),
        Predicate::Not(part) => format!("(NOT {})", of(part)),
        Predicate::SameInstance => "1".to_owned(),
        Predicate::Test(test) => of_test(test),
    }
}

/// Halves, and halves of these: SQLite takes no expression of more than a thousand levels, and a chain is one level for each part.
fn joined(parts: &[Predicate], word: &str) -> String {
    match parts {
        [one] => of(one),
        parts => {
            let (left, right) = parts.split_at(parts.len() / 2);
            format!("({} {word} {})", joined(left, word), joined(right, word))
        }
    }
}

fn of_test(test: &Test) -> String {
    let left = &test.left;
    let negated = |is_negated: bool, text: String| if is_negated { format!("(NOT {text})") } else { text };
    match &test.asked {
        Asked::Compare(comparison, right) => compared(left, *comparison, right),
        Asked::Like { negated: is_negated, pattern } => {
            negated(*is_negated, format!("({} LIKE {})", text(left), text(pattern)))
        }
        Asked::LikeRegexpr { negated: is_negated, pattern } => {
            negated(*is_negated, format!("h_regexp({}, {})", quoted(pattern.text()), text(left)))
        }
        Asked::Between { negated: is_negated, limits } => {
            let [low, high] = &**limits;
            let (low, high) =
                (compared(left, Comparison::GreaterOrEqual, low), compared(left, Comparison::LessOrEqual, high));
            negated(*is_negated, format!("({low} AND {high})"))
        }
        Asked::In { negated: is_negated, list } => {
            let equal: Vec<String> = list.iter().map(|one| compared(left, Comparison::Equal, one)).collect();
            negated(*is_negated, format!("({})", equal.join(" OR ")))
        }
    }
}

fn compared(left: &Expression, comparison: Comparison, right: &Expression) -> String {
    let sign = comparison.sign();
    match (type_of(left), type_of(right)) {
        (Type::Text, Type::Text) => format!("({} {sign} {})", value(left), value(right)),
        (Type::Number, _) | (_, Type::Number) => {
            format!("(h_number({}) {sign} h_number({}))", value(left), value(right))
        }
        _ => format!("(h_date({}) {sign} h_date({}))", value(left), value(right)),
    }
}

fn type_of(expression: &Expression) -> Type {
    match expression {
        Expression::Number(_) | Expression::Negative(_) => Type::Number,
        Expression::Arithmetic(Arithmetic::Concatenation, _) => Type::Text,
        Expression::Arithmetic(..) => Type::Number,
        Expression::Now(Now::Time) | Expression::Text(_) | Expression::Column(_) => Type::Text,
        Expression::Now(_) => Type::Date,
        Expression::Case { branches, .. } => branches.first().map_or(Type::Text, |(_, then)| type_of(then)),
        Expression::Call(function, arguments) => match function {
            Function::Length
            | Function::Locate
            | Function::ToBigint
            | Function::ToDecimal
            | Function::ToInteger
            | Function::ToNumber
            | Function::DaysBetween => Type::Number,
            Function::AddDays | Function::AddSeconds | Function::ToDate => Type::Date,
            Function::Coalesce | Function::IfNull | Function::NullIf => arguments.first().map_or(Type::Text, type_of),
            _ => Type::Text,
        },
        Expression::ReplaceRegexpr(..) | Expression::SubstrRegexpr(..) => Type::Text,
    }
}

/// The expression where a text is wanted.
fn text(expression: &Expression) -> String {
    match type_of(expression) {
        Type::Text | Type::Date => value(expression),
        Type::Number => format!("CAST({} AS TEXT)", value(expression)),
    }
}

fn value(expression: &Expression) -> String {
    match expression {
        Expression::Text(text) => quoted(text),
        Expression::Number(digits) => digits.to_string(),
        Expression::Column(column) => match column.qualifier.as_deref() {
            None => format!("\"{}\"", column.name),
            Some("PTREE") if &*column.name == "HIER_ID" => "'1'".to_owned(),
            Some("PTREE") => quoted(TIER),
            Some(_) => "NULL".to_owned(),
        },
        Expression::Now(Now::Date) => quoted(TODAY),
        Expression::Now(Now::Time) => "'00:00:00'".to_owned(),
        Expression::Now(Now::Moment) => quoted(&format!("{TODAY} 00:00:00")),
        Expression::Negative(inner) => format!("(-h_number({}))", value(inner)),
        Expression::Arithmetic(Arithmetic::Concatenation, both) => {
            format!("({} || {})", text(&both[0]), text(&both[1]))
        }
        Expression::Arithmetic(sign, both) => {
            let sign = match sign {
                Arithmetic::Plus => "+",
                Arithmetic::Minus => "-",
                _ => "*",
            };
            format!("(h_number({}) {sign} h_number({}))", value(&both[0]), value(&both[1]))
        }
        Expression::Case { branches, otherwise } => {
            let branches: Vec<String> =
                branches.iter().map(|(when, then)| format!("WHEN {} THEN {}", of(when), value(then))).collect();
            let otherwise =
                otherwise.as_ref().map_or_else(String::new, |otherwise| format!(" ELSE {}", value(otherwise)));
            format!("(CASE {}{otherwise} END)", branches.join(" "))
        }
        Expression::Call(function, arguments) => call(*function, arguments),
        Expression::ReplaceRegexpr(pattern, both) => {
            format!("h_replace_regexpr({}, {}, {})", quoted(pattern.text()), text(&both[0]), text(&both[1]))
        }
        Expression::SubstrRegexpr(pattern, inner, group) => {
            format!("h_substr_regexpr({}, {}, {group})", quoted(pattern.text()), text(inner))
        }
    }
}

fn call(function: Function, arguments: &[Expression]) -> String {
    let list = |of: fn(&Expression) -> String| arguments.iter().map(of).collect::<Vec<_>>().join(", ");
    let first = || text(&arguments[0]);
    let number = |at: usize| format!("h_number({})", value(&arguments[at]));
    match function {
        Function::Coalesce => format!("coalesce({})", list(value)),
        Function::IfNull => format!("ifnull({})", list(value)),
        Function::NullIf => match [&arguments[0], &arguments[1]].map(type_of) {
            [Type::Number, _] | [_, Type::Number] => format!("nullif({}, {})", number(0), number(1)),
            _ => format!("nullif({})", list(value)),
        },
        // SQLite's own know ASCII only.
        Function::Lower => format!("h_lower({})", first()),
        Function::Upper => format!("h_upper({})", first()),
        Function::Length => format!("length({})", first()),
        Function::Lpad => {
            format!("h_lpad({}, {}, {})", first(), number(1), arguments.get(2).map_or_else(|| "' '".to_owned(), text))
        }
        Function::Left => format!("h_substring({}, 1, {})", first(), number(1)),
        Function::Substring if arguments.len() == 2 => format!("h_substring({}, {}, 1000000)", first(), number(1)),
        Function::Substring => format!("h_substring({}, {}, {})", first(), number(1), number(2)),
        Function::SubstrAfter => format!("h_after({})", list(text)),
        Function::SubstrBefore => format!("h_before({})", list(text)),
        Function::Replace => format!("replace({})", list(text)),
        Function::Locate if arguments.len() == 2 => format!("instr({})", list(text)),
        Function::Locate => format!("h_locate({}, {}, {})", first(), text(&arguments[1]), number(2)),
        Function::ToInteger | Function::ToBigint => format!("h_integer({})", value(&arguments[0])),
        Function::ToNumber | Function::ToDecimal => format!("h_number({})", value(&arguments[0])),
        Function::ToDate => format!("h_date({})", value(&arguments[0])),
        Function::AddDays => format!("date(h_date({}), ({}) || ' days')", value(&arguments[0]), number(1)),
        Function::AddSeconds => format!("datetime({}, ({}) || ' seconds')", value(&arguments[0]), number(1)),
        Function::DaysBetween => {
            let [from, to] = [0, 1].map(|at| format!("julianday(h_date({}))", value(&arguments[at])));
            format!("CAST({to} - {from} AS INTEGER)")
        }
        Function::ToVarchar => {
            let Some(Expression::Text(format)) = arguments.get(1) else { return first() };
            let parts = [("YYYY", "%Y"), ("HH24", "%H"), ("MM", "%m"), ("DD", "%d"), ("MI", "%M"), ("SS", "%S")];
            let format =
                parts.iter().fold(format.to_string(), |format, (hana, sqlite)| format.replacen(hana, sqlite, 1));
            format!("strftime({}, {})", quoted(&format), first())
        }
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A database with HANA's functions.
pub fn database() -> Connection {
    let database = Connection::open_in_memory().unwrap();
    database.execute_batch("PRAGMA case_sensitive_like = ON").unwrap();
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    let add = |name: &str, arguments: i32, function: fn(&[&str]) -> Value| {
        let call = move |context: &Context<'_>| -> rusqlite::Result<Value> {
            let mut texts: Vec<String> = Vec::new();
            for at in 0..context.len() {
                match context.get_raw(at) {
                    ValueRef::Null => return Ok(Value::Null),
                    ValueRef::Text(text) => texts.push(String::from_utf8_lossy(text).into_owned()),
                    ValueRef::Integer(number) => texts.push(number.to_string()),
                    ValueRef::Real(number) => texts.push(number.to_string()),
                    ValueRef::Blob(_) => panic!("no blobs here"),
                }
            }
            Ok(function(&texts.iter().map(String::as_str).collect::<Vec<_>>()))
        };
        database.create_scalar_function(name, arguments, flags, call).unwrap();
    };
    add("h_number", 1, |texts| number(texts[0], true));
    add("h_integer", 1, |texts| number(texts[0], false));
    add("h_date", 1, |texts| date(texts[0]).map_or(Value::Null, Value::Text));
    add("h_lower", 1, |texts| Value::Text(texts[0].to_lowercase()));
    add("h_upper", 1, |texts| Value::Text(texts[0].to_uppercase()));
    add("h_lpad", 3, |texts| {
        let (mut text, width) = (texts[0].to_owned(), texts[1].parse::<usize>().unwrap());
        while text.chars().count() < width {
            text.insert_str(0, texts[2]);
        }
        Value::Text(text.chars().take(width).collect())
    });
    add("h_substring", 3, |texts| {
        let start = texts[1].parse::<i64>().unwrap().max(1);
        let length = texts[2].parse::<i64>().unwrap().max(0);
        let skipped = usize::try_from(start - 1).unwrap();
        Value::Text(texts[0].chars().skip(skipped).take(usize::try_from(length).unwrap()).collect())
    });
    add("h_after", 2, |texts| {
        Value::Text(texts[0].find(texts[1]).map_or_else(String::new, |at| texts[0][at + texts[1].len()..].to_owned()))
    });
    add("h_before", 2, |texts| {
        Value::Text(texts[0].find(texts[1]).map_or_else(String::new, |at| texts[0][..at].to_owned()))
    });
    add("h_locate", 3, |texts| {
        let letters: Vec<char> = texts[0].chars().collect();
        let needle: Vec<char> = texts[1].chars().collect();
        let start = usize::try_from(texts[2].parse::<i64>().unwrap().max(1)).unwrap();
        let found = (start..=letters.len()).find(|at| letters[at - 1..].starts_with(&needle));
        Value::Integer(found.map_or(0, |at| i64::try_from(at).unwrap()))
    });
    add("h_regexp", 2, |texts| Value::Integer(i64::from(is_found(texts[0], texts[1]))));
    add("h_replace_regexpr", 3, |texts| {
        Value::Text(compiled(texts[0]).replace_all(texts[1], regex::NoExpand(texts[2])).into_owned())
    });
    add("h_substr_regexpr", 3, |texts| {
        let found = compiled(texts[0]).captures(texts[1]).map(|found| {
            found.get(texts[2].parse().unwrap()).map_or_else(String::new, |group| group.as_str().to_owned())
        });
        found.map_or(Value::Null, Value::Text)
    });
    database
}

fn is_found(pattern: &str, text: &str) -> bool {
    if let Some(rest) = pattern.strip_prefix("^(?!") {
        let (not, rest) = rest.split_once(')').unwrap();
        return !text.starts_with(not) && compiled(&format!("^{rest}")).is_match(text);
    }
    // What the formats of HTTP logs are asked for.
    compiled(&pattern.replace("%{", "%\\{")).is_match(text)
}

thread_local! {
    static COMPILED: RefCell<HashMap<String, Rc<Regex>>> = RefCell::default();
}

fn compiled(pattern: &str) -> Rc<Regex> {
    COMPILED.with_borrow_mut(|known| match known.get(pattern) {
        Some(regex) => Rc::clone(regex),
        None => {
            let regex = Rc::new(Regex::new(pattern).unwrap());
            known.insert(pattern.to_owned(), Rc::clone(&regex));
            regex
        }
    })
}

fn number(text: &str, may_have_parts: bool) -> Value {
    if !compiled(r"^[+-]?[0-9]+(\.[0-9]+)?$").is_match(text) {
        return Value::Null;
    }
    match text.parse::<i64>() {
        Ok(whole) => Value::Integer(whole),
        Err(_) if may_have_parts => Value::Real(text.parse().unwrap()),
        Err(_) => Value::Null,
    }
}

fn date(text: &str) -> Option<String> {
    let digits: String = text.get(..10).unwrap_or(text).chars().filter(|letter| *letter != '-').collect();
    let is_date = digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let date = format!("{}-{}-{}", digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?);
    (is_date && date.parse::<jiff::civil::Date>().is_ok()).then_some(date)
}
