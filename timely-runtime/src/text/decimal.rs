//! Decimal numbers, by way of `rust_decimal`.

use crate::schema::Format;
use rust_decimal::Decimal;

/// Reads a decimal number; `None` for one of more digits than the type holds, which would be rounded.
pub(crate) fn read(text: &str) -> Option<Decimal> {
    if !Format::DecimalText.allows_text(text) {
        return None;
    }
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let mut number = Decimal::from_str_exact(digits).ok()?;
    let scale = i32::try_from(number.scale()).ok()?.checked_sub(exponent)?;
    match u32::try_from(scale) {
        Ok(scale) => number.set_scale(scale).ok()?,
        Err(_) => {
            number.set_scale(0).ok()?;
            let power = 10_i128.checked_pow(scale.unsigned_abs())?;
            let power = Decimal::try_from_i128_with_scale(power, 0).ok()?;
            number = number.checked_mul(power)?;
        }
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn each_digit_is_held_or_none() {
        for (text, shown) in [
            ("1.10", "1.10"),
            ("-0.00", "0.00"),
            ("1e3", "1000"),
            ("1.50e1", "15.0"),
            ("-2.5E-3", "-0.0025"),
            (
                "0.1234567890123456789012345678",
                "0.1234567890123456789012345678",
            ),
            (
                "79228162514264337593543950335",
                "79228162514264337593543950335",
            ),
            ("0e2", "0"),
        ] {
            assert_eq!(
                read(text).map(|number| number.to_string()).as_deref(),
                Some(shown)
            );
        }
        for text in [
            "",
            "1_000",
            ".5",
            "NaN",
            "0.12345678901234567890123456789",
            "79228162514264337593543950336",
            "1e29",
            "1e-29",
            "1e99999999999",
            "1e-2147483648",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
