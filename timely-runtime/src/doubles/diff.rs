//! What differs between two lists of lines, for people.

/// The most lines of each side that are compared, and the most characters of each that are shown.
const LINES: usize = 300;
const WIDTH: usize = 200;

/// The lines of both: those that are in the first alone after `-`, those in the second alone after `+`.
pub(super) fn diff(expected: &[String], found: &[String]) -> String {
    let (old, new) = (head(expected), head(found));
    // How long the longest common part is of what follows two places.
    let mut common = vec![vec![0_u32; new.len() + 1]; old.len() + 1];
    for (i, line) in old.iter().enumerate().rev() {
        for (j, other) in new.iter().enumerate().rev() {
            common[i][j] = match line == other {
                true => common[i + 1][j + 1] + 1,
                false => common[i + 1][j].max(common[i][j + 1]),
            };
        }
    }
    let mut text = String::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            push(&mut text, ' ', &old[i]);
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || common[i + 1][j] >= common[i][j + 1]) {
            push(&mut text, '-', &old[i]);
            i += 1;
        } else {
            push(&mut text, '+', &new[j]);
            j += 1;
        }
    }
    if expected.len().max(found.len()) > LINES {
        push(&mut text, ' ', "…");
    }
    text
}

fn head(lines: &[String]) -> &[String] {
    &lines[..lines.len().min(LINES)]
}

fn push(text: &mut String, mark: char, line: &str) {
    text.push(mark);
    text.push(' ');
    text.extend(line.chars().take(WIDTH));
    if line.chars().nth(WIDTH).is_some() {
        text.push('…');
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn lines_that_differ_are_marked() {
        let text = diff(&lines("a b c d"), &lines("a x c d e"));
        assert_eq!(text, "  a\n- b\n+ x\n  c\n  d\n+ e\n");
        assert_eq!(diff(&[], &lines("a")), "+ a\n");
    }

    #[test]
    fn what_is_shown_is_bounded() {
        let many = vec!["x".repeat(10_000); 10_000];
        let text = diff(&many, &lines("a"));
        assert!(text.len() < 2 * LINES * WIDTH, "{}", text.len());
        assert!(text.ends_with("…\n"));
    }
}
