//! [`DataValueType`]: Creatio's types of columns.

use std::fmt;

/// The type of a column, as the number that the DataService uses.
///
/// ```
/// use creatio_core::client::DataValueType;
///
/// let ty = DataValueType::MEDIUM_TEXT;
/// assert_eq!((ty.0, ty.max_length(), ty.to_string().as_str()), (28, Some(250), "MediumText"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DataValueType(pub u16);

macro_rules! types {
    ($($constant:ident = $number:literal, $name:literal;)+) => {
        impl DataValueType {
            $(
                #[doc = concat!("`", $name, "`.")]
                pub const $constant: Self = Self($number);
            )+

            /// Creatio's name of the type, if it is one that is known.
            pub const fn name(self) -> Option<&'static str> {
                Some(match self.0 {
                    $($number => $name,)+
                    _ => return None,
                })
            }
        }
    };
}

// As contracts of 7.14 and 8.x number them.
types! {
    GUID = 0, "Guid";
    TEXT = 1, "Text";
    INTEGER = 4, "Integer";
    FLOAT = 5, "Float";
    MONEY = 6, "Money";
    DATE_TIME = 7, "DateTime";
    DATE = 8, "Date";
    TIME = 9, "Time";
    LOOKUP = 10, "Lookup";
    ENUM = 11, "Enum";
    BOOLEAN = 12, "Boolean";
    BLOB = 13, "Blob";
    IMAGE = 14, "Image";
    OBJECT = 15, "Object";
    IMAGE_LOOKUP = 16, "ImageLookup";
    COLOR = 18, "Color";
    LOCALIZABLE_STRING = 19, "LocalizableString";
    HASH_TEXT = 23, "HashText";
    SECURE_TEXT = 24, "SecureText";
    FILE = 25, "File";
    SHORT_TEXT = 27, "ShortText";
    MEDIUM_TEXT = 28, "MediumText";
    MAX_SIZE_TEXT = 29, "MaxSizeText";
    LONG_TEXT = 30, "LongText";
    FLOAT_1 = 31, "Float1";
    FLOAT_2 = 32, "Float2";
    FLOAT_3 = 33, "Float3";
    FLOAT_4 = 34, "Float4";
    FLOAT_8 = 40, "Float8";
    FILE_LOCATOR = 41, "FileLocator";
    PHONE_TEXT = 42, "PhoneText";
    RICH_TEXT = 43, "RichText";
    WEB_TEXT = 44, "WebText";
    EMAIL_TEXT = 45, "EmailText";
    FLOAT_0 = 47, "Float0";
    MONEY_0 = 48, "Money0";
    MONEY_1 = 49, "Money1";
    MONEY_3 = 50, "Money3";
}

impl DataValueType {
    /// How many characters a text of this type has at most, where the type says so. Schemas do not
    /// tell the length of a plain `Text`.
    pub const fn max_length(self) -> Option<u32> {
        match self {
            Self::SHORT_TEXT => Some(50),
            Self::MEDIUM_TEXT => Some(250),
            Self::LONG_TEXT => Some(500),
            _ => None,
        }
    }
}

impl fmt::Display for DataValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "type {}", self.0),
        }
    }
}
