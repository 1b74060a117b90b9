//! QR codes as PNG images.

use qrcode::{Color, QrCode};
use timely_runtime::Base64;

/// Modules of white around the code, and pixels to a module.
const QUIET: usize = 4;
const SCALE: usize = 4;

/// A QR code that says `text`, as a PNG image in base64; nothing where that is too much for one.
pub(crate) fn png_base64(text: &str) -> Option<String> {
    let code = QrCode::new(text).ok()?;
    Some(Base64::from(png(&code)?).to_string())
}

/// One bit to a pixel; 1 is white.
fn png(code: &QrCode) -> Option<Vec<u8>> {
    let side = (code.width() + 2 * QUIET) * SCALE;
    let is_white = |x: usize, y: usize| {
        let module = |pixel: usize| {
            let module = (pixel / SCALE).checked_sub(QUIET)?;
            (module < code.width()).then_some(module)
        };
        let module = module(x).zip(module(y));
        module.is_none_or(|module| code[module] == Color::Light)
    };
    // The side is a multiple of 4, so that half a byte may be left over.
    let row =
        |y| (0..side.div_ceil(8)).map(move |byte| (byte * 8..byte * 8 + 8).map(move |x| (x, y)));
    let pixels = (0..side)
        .flat_map(row)
        .map(|bits| bits.fold(0, |byte, (x, y)| byte << 1 | u8::from(is_white(x, y))));
    let mut image = Vec::new();
    let pixels: Vec<u8> = pixels.collect();
    let width = u32::try_from(side).ok()?;
    let mut encoder = png::Encoder::new(&mut image, width, width);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder
        .write_header()
        .ok()?
        .write_image_data(&pixels)
        .ok()?;
    Some(image)
}
