//! Why a signed payload was not understood. Holds no word of the payload: it goes to the log.

/// What is wrong with a payload.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayloadFault {
    /// Its bytes are no text.
    #[error("the payload is not UTF-8")]
    NotUtf8,
    /// It is no JSON, or nested too deeply to be honest.
    #[error("the payload is no JSON, at line {line}, column {column}")]
    NotJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// It is JSON, but no object, or names a field twice.
    #[error("the payload is JSON of another shape, at line {line}, column {column}")]
    Shape {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// A form names a field twice: which of the two would be meant?
    #[error("the form has a field twice")]
    Repeated,
    /// Nothing can be done without this field.
    #[error("the payload has no {field}")]
    Missing {
        /// Its name.
        field: &'static str,
    },
}
