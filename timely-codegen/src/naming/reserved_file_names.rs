//! Names that no file can have everywhere.

/// The names of devices that Windows knows in every folder, whatever comes after a dot, and in any letter case
/// (<https://learn.microsoft.com/windows/win32/fileio/naming-a-file>). A file `aux.rs` cannot be made there, nor can a
/// repository that has one be checked out.
pub(crate) const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "conin$", "conout$", "clock$", "com0", "com1", "com2", "com3",
    "com4", "com5", "com6", "com7", "com8", "com9", "com¹", "com²", "com³", "lpt0", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "lpt¹", "lpt²", "lpt³",
];
