//! As much of `multipart/form-data` as an upload of one file needs.

/// A part's content.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub(super) mime_type: Option<&'a str>,
    pub(super) data: &'a [u8],
}

/// The boundary that a content type names.
pub(super) fn boundary(content_type: &str) -> Option<&str> {
    let mut parameters = content_type.split(';').map(str::trim);
    if !parameters.next()?.eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameters.find_map(|parameter| parameter.strip_prefix("boundary="))?.trim_matches('"');
    (!boundary.is_empty()).then_some(boundary)
}

/// The first part of a name.
pub(super) fn part<'a>(body: &'a [u8], boundary: &str, name: &str) -> Option<Part<'a>> {
    let delimiter = format!("\r\n--{boundary}");
    let first = &delimiter.as_bytes()[2..];
    let mut rest = body.get(find(body, first)? + first.len()..)?;
    loop {
        rest = rest.strip_prefix(b"\r\n")?;
        let head = find(rest, b"\r\n\r\n")?;
        let (headers, content) = (std::str::from_utf8(&rest[..head]).ok()?, &rest[head + 4..]);
        let end = find(content, delimiter.as_bytes())?;
        if names(headers, name) {
            return Some(Part { mime_type: header(headers, "content-type"), data: &content[..end] });
        }
        rest = &content[end + delimiter.len()..];
    }
}

fn header<'a>(headers: &'a str, name: &str) -> Option<&'a str> {
    headers
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.trim().eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

fn names(headers: &str, name: &str) -> bool {
    header(headers, "content-disposition").is_some_and(|value| {
        value.split(';').filter_map(|part| part.trim().strip_prefix("name=")).any(|value| value.trim_matches('"') == name)
    })
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = b"--b1\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhi\r\n--b1\r\nContent-Disposition: form-data; \
        name=\"file_encoded\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x00\r\n--b1--\r\n";

    #[test]
    fn a_file_is_found_beside_other_parts() {
        let part = part(BODY, "b1", "file_encoded").expect("it is there");
        assert_eq!(part, Part { mime_type: Some("image/png"), data: b"\x89PNG\r\n\x00" });
    }

    #[test]
    fn what_is_cut_off_is_nothing() {
        for end in 0..BODY.len() - 8 {
            assert_eq!(part(&BODY[..end], "b1", "file_encoded"), None, "{end}");
        }
        assert_eq!(part(BODY, "b2", "file_encoded"), None);
        assert_eq!(boundary("multipart/form-data; boundary=\"b1\""), Some("b1"));
        assert_eq!(boundary("application/json"), None);
    }
}
