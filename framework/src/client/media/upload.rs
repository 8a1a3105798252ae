//! A file as `multipart/form-data`. One part is all that the API asks for, so it is written here.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use reqwest::header::HeaderValue;
use tokio::io::{AsyncRead, ReadBuf};

/// Bytes that are read from a file at once.
const PIECE: usize = 64 * 1024;

/// A file that is about to be uploaded, from memory or from a reader.
///
/// ```
/// use switchboard::prelude::*;
///
/// use switchboard::client::Upload;
///
/// #[on(assigned_messages, text = "invoice")]
/// async fn invoice(api: Api) -> Result<impl IntoOutcome> {
///     let pdf: Vec<u8> = b"%PDF-1.4".to_vec();
///     let file = api.create_media_file(Upload::new("application/pdf", pdf)).await?;
///     Ok(document(file.id).filename("invoice.pdf"))
/// }
/// ```
pub struct Upload {
    mime_type: String,
    filename: String,
    content: Content,
}

enum Content {
    Bytes(Bytes),
    Reader { reader: Pin<Box<dyn AsyncRead + Send + Sync>>, length: Option<u64> },
}

impl Upload {
    /// A file in memory, of a type such as `image/png`.
    #[must_use]
    pub fn new(mime_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { mime_type: mime_type.into(), filename: String::from("file"), content: Content::Bytes(bytes.into()) }
    }

    /// A file that is read while it is sent. Without a length it travels in chunks.
    ///
    /// A reader that ends before its length breaks the call off.
    #[must_use]
    pub fn from_reader(mime_type: impl Into<String>, length: Option<u64>, reader: impl AsyncRead + Send + Sync + 'static) -> Self {
        let content = Content::Reader { reader: Box::pin(reader), length };
        Self { mime_type: mime_type.into(), filename: String::from("file"), content }
    }

    /// Names the file; `file` by default. Customers see the name that the message carries, not this one.
    #[must_use]
    pub fn filename(mut self, filename: impl Into<String>) -> Self {
        self.filename = filename.into();
        self
    }

    /// The content type and the body of the call, or why there is none.
    pub(super) fn into_body(self) -> Result<(HeaderValue, reqwest::Body), &'static str> {
        let kind = HeaderValue::try_from(&self.mime_type).map_err(|_| "the file's type has characters that no header can carry")?;
        let kind = kind.to_str().map_err(|_| "the file's type has characters that no header can carry")?;
        // At random, so that no file can hold it by design.
        let random = || getrandom::u64().map_err(|_| "the system has no random numbers");
        let boundary = format!("switchboard-{:016x}{:016x}", random()?, random()?);
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file_encoded\"; filename=\"{}\"\r\nContent-Type: {kind}\r\n\r\n",
            escaped(&self.filename)
        );
        let tail = Bytes::from(format!("\r\n--{boundary}--\r\n"));
        let content_type = HeaderValue::try_from(format!("multipart/form-data; boundary={boundary}"));
        let content_type = content_type.map_err(|_| "the boundary is no header")?;
        let body = match self.content {
            Content::Bytes(bytes) => reqwest::Body::from([head.as_bytes(), &bytes, &tail].concat()),
            Content::Reader { reader, length } => {
                reqwest::Body::wrap(FileBody { head: Some(head.into()), reader: Some(reader), left: length, tail: Some(tail) })
            }
        };
        Ok((content_type, body))
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("mime_type", &self.mime_type).finish_non_exhaustive()
    }
}

/// A name between quotation marks, as browsers write it.
fn escaped(filename: &str) -> String {
    filename.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// The part's head, the file as it is read, the end.
struct FileBody {
    head: Option<Bytes>,
    reader: Option<Pin<Box<dyn AsyncRead + Send + Sync>>>,
    /// What the reader has still to give, when its length is known.
    left: Option<u64>,
    tail: Option<Bytes>,
}

impl FileBody {
    fn poll_file(&mut self, context: &mut Context<'_>) -> Poll<std::io::Result<Option<Bytes>>> {
        let Some(reader) = &mut self.reader else { return Poll::Ready(Ok(None)) };
        let mut piece = vec![0; PIECE];
        let mut buffer = ReadBuf::new(&mut piece);
        ready!(reader.as_mut().poll_read(context, &mut buffer))?;
        let read = buffer.filled().len();
        piece.truncate(read);
        if let Some(left) = &mut self.left {
            let wrong = |what| std::io::Error::new(std::io::ErrorKind::InvalidData, format!("the file is {what} than it was said to be"));
            *left = left.checked_sub(read as u64).ok_or_else(|| wrong("longer"))?;
            if read == 0 && *left > 0 {
                return Poll::Ready(Err(wrong("shorter")));
            }
        }
        if read == 0 {
            self.reader = None;
            return Poll::Ready(Ok(None));
        }
        Poll::Ready(Ok(Some(piece.into())))
    }
}

impl Body for FileBody {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        if let Some(head) = self.head.take() {
            return Poll::Ready(Some(Ok(Frame::data(head))));
        }
        match ready!(self.poll_file(context)) {
            Ok(Some(piece)) => Poll::Ready(Some(Ok(Frame::data(piece)))),
            Ok(None) => Poll::Ready(self.tail.take().map(|tail| Ok(Frame::data(tail)))),
            Err(cause) => Poll::Ready(Some(Err(cause))),
        }
    }

    fn size_hint(&self) -> SizeHint {
        let around = [&self.head, &self.tail].into_iter().flatten().map(|part| part.len() as u64).sum::<u64>();
        self.left.map_or_else(SizeHint::default, |left| SizeHint::with_exact(left + around))
    }
}
