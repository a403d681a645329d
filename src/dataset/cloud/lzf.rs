//! LZF, the compression of PCD and PCLZF (Marc Lehmann's liblzf; <https://oldhome.schmorp.de/marc/liblzf.html>).
//!
//! A control byte below 32 is followed by that many bytes and one, as they are. Any other goes back: its upper three
//! bits are the length less 2 (7: a byte with more of it follows), its lower five and the next byte the distance less 1.

/// No three bytes become more than this.
pub(in crate::dataset) const MOST_PER_BYTE: u64 = 88;

/// Unpacks into exactly `len` bytes. The caller has checked `len` against [`MOST_PER_BYTE`].
///
/// # Errors
/// What is wrong, and at which byte.
pub(in crate::dataset) fn unpack(packed: &[u8], len: usize) -> Result<Vec<u8>, (String, usize)> {
    let mut out: Vec<u8> = Vec::with_capacity(len);
    let mut at = 0;
    let ended = |at| ("the packed points end too early".to_owned(), at);
    let byte = |at: usize| packed.get(at).copied().ok_or_else(|| ended(at));
    while at < packed.len() {
        let control = usize::from(byte(at)?);
        at += 1;
        if control < 32 {
            let plain = packed.get(at..at + control + 1).ok_or_else(|| ended(at))?;
            out.extend_from_slice(plain);
            at += plain.len();
        } else {
            let mut more = control >> 5;
            if more == 7 {
                more += usize::from(byte(at)?);
                at += 1;
            }
            let back = ((control & 31) << 8 | usize::from(byte(at)?)) + 1;
            at += 1;
            let Some(start) = out.len().checked_sub(back) else {
                return Err((
                    "the packed points go back before their beginning".into(),
                    at,
                ));
            };
            for from in start..start + more + 2 {
                out.push(out.get(from).copied().unwrap_or_default());
            }
        }
        if out.len() > len {
            return Err((
                format!("the packed points are more than the {len} bytes named"),
                at,
            ));
        }
    }
    if out.len() < len {
        let what = format!("{} bytes of packed points where {len} are named", out.len());
        return Err((what, at));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_copies_and_long_copies_by_hand() {
        // Three as they are; from 3 back 1+2 = 3 of them; from 1 back 7+4+2 = 13 of the last.
        let packed = [2, b'a', b'b', b'c', 1 << 5, 2, 7 << 5, 4, 0];
        let expected = [b"abcabc".as_slice(), &[b'c'; 13]].concat();
        assert_eq!(unpack(&packed, 19).expect("packed by hand"), expected);
    }

    #[test]
    fn what_is_not_packed_is_refused_with_its_place() {
        let refused = |packed: &[u8], len| unpack(packed, len).expect_err("refused").0;
        assert!(refused(&[5, 1, 2], 6).contains("too early"));
        assert!(refused(&[0, 1, 1 << 5, 9], 4).contains("before their beginning"));
        assert!(refused(&[0, 1], 2).contains("1 bytes"));
        assert!(refused(&[3, 1, 2, 3, 4], 2).contains("more than"));
        assert!(refused(&[7 << 5], 9).contains("too early"));
    }
}
