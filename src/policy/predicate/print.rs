//! Writes a predicate in one form: columns in capitals, all else in small letters, parentheses only where they are needed.

use std::fmt::Write;

use super::{Arithmetic, Asked, Column, Expression, Now, Predicate, Test};

/// The predicate in one line.
pub fn one_line(predicate: &Predicate) -> String {
    let mut text = String::new();
    write_predicate(predicate, &mut text);
    text
}

fn write_predicate(predicate: &Predicate, text: &mut String) {
    match predicate {
        Predicate::And(parts) => list(parts, " and ", text),
        Predicate::Or(parts) => list(parts, " or ", text),
        Predicate::Not(part) => {
            text.push_str("not ");
            grouped(part, matches!(**part, Predicate::And(_) | Predicate::Or(_)), text);
        }
        Predicate::SameInstance => text.push_str("dir1.STORE = dir2.STORE"),
        Predicate::Test(test) => write_test(test, text),
    }
}

fn list(parts: &[Predicate], between: &str, text: &mut String) {
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            text.push_str(between);
        }
        grouped(part, matches!(part, Predicate::Or(_)), text);
    }
}

fn grouped(part: &Predicate, is_grouped: bool, text: &mut String) {
    if is_grouped {
        text.push('(');
    }
    write_predicate(part, text);
    if is_grouped {
        text.push(')');
    }
}

fn write_test(test: &Test, text: &mut String) {
    write_expression(&test.left, text);
    let negation = |negated: bool| if negated { "not " } else { "" };
    match &test.asked {
        Asked::Compare(comparison, right) => {
            let _ = write!(text, " {} ", comparison.sign());
            write_expression(right, text);
        }
        Asked::Like { negated, pattern } => {
            let _ = write!(text, " {}like ", negation(*negated));
            write_expression(pattern, text);
        }
        Asked::LikeRegexpr { negated, pattern } => {
            let _ = write!(text, " {}like_regexpr ", negation(*negated));
            write_text(pattern.text(), text);
        }
        Asked::Between { negated, limits } => {
            let _ = write!(text, " {}between ", negation(*negated));
            write_expression(&limits[0], text);
            text.push_str(" and ");
            write_expression(&limits[1], text);
        }
        Asked::In { negated, list } => {
            let _ = write!(text, " {}in (", negation(*negated));
            write_list(list, text);
            text.push(')');
        }
    }
}

fn write_list(list: &[Expression], text: &mut String) {
    for (number, one) in list.iter().enumerate() {
        if number > 0 {
            text.push_str(", ");
        }
        write_expression(one, text);
    }
}

fn write_text(value: &str, text: &mut String) {
    let _ = write!(text, "'{}'", value.replace('\'', "''"));
}

fn write_expression(expression: &Expression, text: &mut String) {
    match expression {
        Expression::Text(value) => write_text(value, text),
        Expression::Number(digits) => text.push_str(digits),
        Expression::Column(column) => write_column(column, text),
        Expression::Now(now) => text.push_str(match now {
            Now::Date => "current_date",
            Now::Time => "current_time",
            Now::Moment => "current_utctimestamp",
        }),
        Expression::Negative(inner) => {
            text.push('-');
            operand(inner, matches!(**inner, Expression::Arithmetic(..)), text);
        }
        Expression::Arithmetic(sign, both) => {
            let [left, right] = &**both;
            let is_sum =
                |one: &Expression| matches!(one, Expression::Arithmetic(sign, _) if *sign != Arithmetic::Times);
            let times = *sign == Arithmetic::Times;
            operand(left, times && is_sum(left), text);
            text.push_str(match sign {
                Arithmetic::Plus => " + ",
                Arithmetic::Minus => " - ",
                Arithmetic::Times => " * ",
                Arithmetic::Concatenation => " || ",
            });
            operand(right, is_sum(right) || times && matches!(right, Expression::Arithmetic(..)), text);
        }
        Expression::Case { branches, otherwise } => {
            text.push_str("case");
            for (when, then) in branches {
                text.push_str(" when ");
                write_predicate(when, text);
                text.push_str(" then ");
                write_expression(then, text);
            }
            if let Some(otherwise) = otherwise {
                text.push_str(" else ");
                write_expression(otherwise, text);
            }
            text.push_str(" end");
        }
        Expression::Call(function, arguments) => {
            let _ = write!(text, "{}(", function.name());
            write_list(arguments, text);
            text.push(')');
        }
        Expression::ReplaceRegexpr(pattern, both) => {
            text.push_str("replace_regexpr(");
            write_text(pattern.text(), text);
            text.push_str(" in ");
            write_expression(&both[0], text);
            text.push_str(" with ");
            write_expression(&both[1], text);
            text.push(')');
        }
        Expression::SubstrRegexpr(pattern, inner, group) => {
            text.push_str("substr_regexpr(");
            write_text(pattern.text(), text);
            text.push_str(" in ");
            write_expression(inner, text);
            let _ = write!(text, " group {group})");
        }
    }
}

fn operand(inner: &Expression, is_grouped: bool, text: &mut String) {
    if is_grouped {
        text.push('(');
    }
    write_expression(inner, text);
    if is_grouped {
        text.push(')');
    }
}

fn write_column(column: &Column, text: &mut String) {
    if let Some(qualifier) = &column.qualifier {
        let _ = write!(text, "{qualifier}.");
    }
    text.push_str(&column.name);
}
