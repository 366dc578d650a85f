//! The sample against the real import and the real model.
