//! QR codes (ISO/IEC 18004) as PNG images: one size, enough for a link of 106 bytes.

/// Version 5: 37 modules on a side.
const SIZE: usize = 37;
/// Codewords of version 5 with error correction level L: one block.
const DATA: usize = 108;
const CORRECTION: usize = 26;
/// Level L with mask 0, with its own error correction.
const FORMAT: u16 = 0b111_0111_1100_0100;

/// Modules of white around the code, and pixels to a module.
const QUIET: usize = 4;
const SCALE: usize = 4;

/// A QR code that says `text`, as a PNG image in base64. Only the first 106 bytes fit.
pub(crate) fn png_base64(text: &str) -> String {
    base64(&png(&Modules::of(text.as_bytes())))
}

/// The square of modules; true is dark.
struct Modules {
    dark: [[bool; SIZE]; SIZE],
    /// Which of them are patterns, and hold no data.
    fixed: [[bool; SIZE]; SIZE],
}

impl Modules {
    fn of(text: &[u8]) -> Self {
        let mut modules = Self {
            dark: [[false; SIZE]; SIZE],
            fixed: [[false; SIZE]; SIZE],
        };
        modules.draw_patterns();
        modules.draw_format();
        let data = data_codewords(text);
        let correction = correction_codewords(&data);
        modules.draw_codewords(&[data.as_slice(), correction.as_slice()].concat());
        modules
    }

    fn set(&mut self, x: usize, y: usize, dark: bool) {
        self.dark[y][x] = dark;
        self.fixed[y][x] = true;
    }

    fn draw_patterns(&mut self) {
        for i in 0..SIZE {
            self.set(6, i, i % 2 == 0);
            self.set(i, 6, i % 2 == 0);
        }
        // Finders with their white borders, over the ends of the timing patterns.
        for (x, y) in [(3, 3), (SIZE - 4, 3), (3, SIZE - 4)] {
            self.draw_rings(x, y, 4, |ring| ring != 2 && ring != 4);
        }
        self.draw_rings(30, 30, 2, |ring| ring != 1);
    }

    /// Square rings around a centre, as far as they lie within the code.
    fn draw_rings(&mut self, x: usize, y: usize, radius: usize, dark: fn(usize) -> bool) {
        for row in y.saturating_sub(radius)..=(y + radius).min(SIZE - 1) {
            for column in x.saturating_sub(radius)..=(x + radius).min(SIZE - 1) {
                self.set(column, row, dark(column.abs_diff(x).max(row.abs_diff(y))));
            }
        }
    }

    /// The format, twice.
    fn draw_format(&mut self) {
        for i in 0..15 {
            let dark = FORMAT >> i & 1 == 1;
            match i {
                0..=5 => self.set(8, i, dark),
                6 => self.set(8, 7, dark),
                7 => self.set(8, 8, dark),
                8 => self.set(7, 8, dark),
                _ => self.set(14 - i, 8, dark),
            }
            match i {
                0..=7 => self.set(SIZE - 1 - i, 8, dark),
                _ => self.set(8, SIZE - 15 + i, dark),
            }
        }
        self.set(8, SIZE - 8, true);
    }

    /// The data, in columns two wide from the right, up and down by turns, with the mask over it.
    fn draw_codewords(&mut self, codewords: &[u8]) {
        let mut bits = codewords
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |i| byte >> i & 1 == 1));
        let right_of_timing = (7..SIZE).rev().step_by(2);
        let left_of_timing = (0..6).rev().step_by(2);
        for (turn, right) in right_of_timing.chain(left_of_timing).enumerate() {
            for step in 0..SIZE {
                let y = if turn % 2 == 0 { SIZE - 1 - step } else { step };
                for x in [right, right - 1] {
                    if !self.fixed[y][x] {
                        // What the codewords leave over is white before the mask.
                        let dark = bits.next().unwrap_or(false);
                        self.dark[y][x] = dark ^ ((x + y) % 2 == 0);
                    }
                }
            }
        }
    }
}

/// Mode, length and text in half-bytes, filled up.
fn data_codewords(text: &[u8]) -> Vec<u8> {
    let text = &text[..text.len().min(DATA - 2)];
    // The length fits: it is at most 106.
    let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
    let mut halves = vec![0b0100, length >> 4, length & 15];
    halves.extend(text.iter().flat_map(|byte| [byte >> 4, byte & 15]));
    halves.push(0);
    let bytes = halves.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]);
    bytes
        .chain([0xec, 0x11].into_iter().cycle())
        .take(DATA)
        .collect()
}

/// The remainder of the data by the generator polynomial (Reed-Solomon over GF(256)).
fn correction_codewords(data: &[u8]) -> [u8; CORRECTION] {
    let generator = generator();
    let mut remainder = [0; CORRECTION];
    for byte in data {
        let factor = byte ^ remainder[0];
        remainder.rotate_left(1);
        remainder[CORRECTION - 1] = 0;
        for (slot, coefficient) in remainder.iter_mut().zip(generator) {
            *slot ^= multiply(coefficient, factor);
        }
    }
    remainder
}

/// The product of (x - 2^i) for the first 26 i, without its leading 1.
fn generator() -> [u8; CORRECTION] {
    let mut product = [0; CORRECTION];
    product[CORRECTION - 1] = 1;
    let mut root = 1;
    for _ in 0..CORRECTION {
        for i in 0..CORRECTION {
            let next = product.get(i + 1).copied().unwrap_or(0);
            product[i] = multiply(product[i], root) ^ next;
        }
        root = multiply(root, 2);
    }
    product
}

/// Multiplication modulo x^8 + x^4 + x^3 + x^2 + 1.
fn multiply(a: u8, b: u8) -> u8 {
    (0..8).rev().fold(0, |product: u8, i| {
        let doubled = product << 1 ^ if product & 0x80 == 0 { 0 } else { 0x1d };
        doubled ^ if b >> i & 1 == 1 { a } else { 0 }
    })
}

/// One bit to a pixel, not compressed (PNG, RFC 1950 and 1951).
fn png(modules: &Modules) -> Vec<u8> {
    const SIDE: usize = (SIZE + 2 * QUIET) * SCALE;
    let is_dark = |x: usize, y: usize| {
        let at = |pixel: usize| {
            (pixel / SCALE)
                .checked_sub(QUIET)
                .filter(|module| *module < SIZE)
        };
        at(x).zip(at(y)).is_some_and(|(x, y)| modules.dark[y][x])
    };
    let mut pixels = Vec::new();
    for y in 0..SIDE {
        pixels.push(0);
        for start in (0..SIDE).step_by(8) {
            let bits = (start..start + 8).map(|x| u8::from(!is_dark(x, y)));
            pixels.push(bits.fold(0, |byte, bit| byte << 1 | bit));
        }
    }
    let side = (SIDE as u32).to_be_bytes();
    let mut image = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(
        &mut image,
        b"IHDR",
        &[&side[..], &side, &[1, 0, 0, 0, 0]].concat(),
    );
    chunk(&mut image, b"IDAT", &stored(&pixels));
    chunk(&mut image, b"IEND", &[]);
    image
}

fn chunk(image: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    let named = [name, data].concat();
    image.extend((data.len() as u32).to_be_bytes());
    image.extend(&named);
    image.extend((!crc(&named)).to_be_bytes());
}

/// A zlib stream of one stored block: the image has fewer than 65,536 bytes.
fn stored(data: &[u8]) -> Vec<u8> {
    let length = data.len() as u16;
    let mut stream = vec![0x78, 0x01, 1];
    stream.extend(length.to_le_bytes());
    stream.extend((!length).to_le_bytes());
    stream.extend(data);
    let (a, b) = data.iter().fold((1, 0), |(a, b): (u32, u32), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    stream.extend((b << 16 | a).to_be_bytes());
    stream
}

fn crc(data: &[u8]) -> u32 {
    data.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            crc >> 1 ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}

fn base64(data: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(data.len().div_ceil(3) * 4);
    for group in data.chunks(3) {
        let bits = (0..3).fold(0, |bits, i| {
            bits << 8 | usize::from(*group.get(i).unwrap_or(&0))
        });
        for i in 0..4 {
            let letter = char::from(ALPHABET[bits >> (18 - 6 * i) & 63]);
            text.push(if i <= group.len() { letter } else { '=' });
        }
    }
    text
}
