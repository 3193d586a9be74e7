//! Which version is newer, compared piece by piece: `8.5.60`, `2008_1_710`, `01T_731`.

use std::cmp::Ordering;

/// Compares versions piece by piece, numbers as numbers: `2.9.1` is below `2.15.2`, `01T_731` is a release like any other. `75A` to `75I` are
/// what follows `750` to `759` (releases of SAP_ABA in SAP S/4HANA 1511 to 2023, table CVERS).
pub fn compare_versions(left: &str, right: &str) -> Ordering {
    let (left, right) = (pieces(left), pieces(right));
    for index in 0..left.len().max(right.len()) {
        let zero = Piece::Number(0);
        let ordering = left.get(index).unwrap_or(&zero).cmp(right.get(index).unwrap_or(&zero));
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
    Ordering::Equal
}

/// A text that sorts as the version does, wherever texts sort by their bytes: `8.5.60` is `0000000008.0000000005.0000000060`, zeros at the
/// end left out behind the first piece. Numbers of more than ten digits are not told from the greatest of ten.
pub fn sort_key(version: &str) -> String {
    let mut pieces = pieces(version);
    while pieces.len() > 1 && pieces.last() == Some(&Piece::Number(0)) {
        pieces.pop();
    }
    let text = |piece: Piece| match piece {
        Piece::Number(number) => format!("{:010}", number.min(9_999_999_999)),
        Piece::Word(word) => word,
    };
    pieces.into_iter().map(text).collect::<Vec<_>>().join(".")
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Number(u64),
    Word(String),
}

fn pieces(version: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = version.trim();
    if let [b'7', ones @ b'0'..=b'9', letter @ (b'A'..=b'Z' | b'a'..=b'z')] = rest.as_bytes() {
        // A letter is the digit behind 9.
        let number = 700 + u64::from(ones - b'0') * 10 + 9;
        return vec![Piece::Number(number), Piece::Word(char::from(letter.to_ascii_uppercase()).into())];
    }
    while let Some(first) = rest.chars().next() {
        let digits = first.is_ascii_digit();
        let same = |c: char| if digits { c.is_ascii_digit() } else { c.is_alphabetic() };
        let end = rest.find(|c| !same(c)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end.max(first.len_utf8()));
        match piece.parse() {
            Ok(number) if digits => pieces.push(Piece::Number(number)),
            _ if first.is_alphabetic() => pieces.push(Piece::Word(piece.to_ascii_uppercase())),
            _ => {}
        }
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_versions() {
        assert_eq!(compare_versions("2.9.1", "2.15.2"), Ordering::Less);
        assert_eq!(compare_versions("8.5.60", "8.5.60"), Ordering::Equal);
        assert_eq!(compare_versions("8.5", "8.5.0"), Ordering::Equal);
        assert_eq!(compare_versions("0011", "10"), Ordering::Greater);
        assert_eq!(compare_versions("2008_1_710", "2008_1_700"), Ordering::Greater);
        assert_eq!(compare_versions("ä1", "ä1"), Ordering::Equal);
        for [older, newer] in [["740", "75A"], ["750", "75A"], ["758", "75A"], ["75A", "75I"], ["75I", "760"]] {
            assert_eq!(compare_versions(older, newer), Ordering::Less, "{older} {newer}");
        }
    }

    #[test]
    fn keys_sort_as_versions_compare() {
        let versions = [
            "0",
            "2.9.1",
            "2.15.2",
            "8.5",
            "8.5.0",
            "8.5.60",
            "5.5.5C pl 40",
            "5.5.5 pl 40",
            "0011",
            "10",
            "2008_1_710",
            "2008_1_700",
            "01T_731",
            "750",
            "75A",
            "75i",
            "760",
            "A",
            "AB",
            "A1",
            "SP",
            "710",
            "2.19.0.2",
        ];
        for left in versions {
            for right in versions {
                assert_eq!(sort_key(left).cmp(&sort_key(right)), compare_versions(left, right), "{left} {right}");
            }
        }
        assert_eq!(
            (sort_key("0000").as_str(), sort_key("0.0").as_str(), sort_key("").as_str()),
            ("0000000000", "0000000000", "")
        );
        assert_eq!(sort_key("8.5.60"), "0000000008.0000000005.0000000060");
    }
}
