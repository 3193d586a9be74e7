//! Something that is being written.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::drafts;
use super::target::{Place, Target};
use crate::fifo;
use crate::limits::FIFO_WAIT;

/// Names that are tried; a run that was killed may have left some.
const MOST_NAMES: u32 = 1000;

impl Target {
    /// Writes all of it.
    ///
    /// # Errors
    /// What the operating system says; the old file stands as it was then.
    pub fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut draft = Draft::begin(self)?;
        draft.write_all(bytes)?;
        draft.finish()
    }
}

/// Something that is being written. Dropped before [`Draft::finish`] it was never there.
#[derive(Debug)]
pub struct Draft {
    file: File,
    /// Where it is, and where it goes; none for what is no file.
    way: Option<(PathBuf, PathBuf)>,
}

impl Draft {
    /// Begins to write. A pipe waits for its reader.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn begin(target: &Target) -> io::Result<Self> {
        match &target.place {
            Place::File { path, old } => Self::beside(path, old.as_ref()),
            // Of an open file (`/dev/fd/3`) it is not known from where on it is free, but that its end is.
            Place::Stream { path, metadata } => {
                let why = "it is a FIFO that nobody reads: name a file, or begin to read it first";
                let mut options = OpenOptions::new();
                options.write(true).append(metadata.is_file());
                Ok(Self { file: fifo::open(path, &options, FIFO_WAIT, why)?, way: None })
            }
            Place::StandardOutput => Err(io::Error::other("it is standard output")),
        }
    }

    fn beside(path: &Path, old: Option<&Metadata>) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if old.is_some() {
            // Nobody reads it who may not read the old one.
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        let mut number = 0;
        let (file, draft) = loop {
            // Short: the name of the file may be as long as names can be.
            let draft = path.with_file_name(format!(".basislint-{}-{number}.tmp", std::process::id()));
            match drafts::make(&draft, |draft| options.open(draft)) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < MOST_NAMES => number += 1,
                file => break (file?, draft),
            }
        };
        let draft = Self { file, way: Some((draft, path.to_owned())) };
        if let Some(old) = old {
            draft.be_like(old)?;
        }
        Ok(draft)
    }

    /// Belongs to whom the old file belonged, as far as that can be done, and may be read by those who might read that.
    #[cfg(unix)]
    fn be_like(&self, old: &Metadata) -> io::Result<()> {
        use std::fs::Permissions;
        use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
        let new = self.file.metadata()?;
        let owned = (new.uid(), new.gid()) == (old.uid(), old.gid())
            || fchown(&self.file, Some(old.uid()), Some(old.gid())).is_ok()
            || fchown(&self.file, None, Some(old.gid())).is_ok();
        // Rights of a group are not those of another group.
        let mode = if owned { old.mode() & 0o777 } else { old.mode() & 0o707 };
        self.file.set_permissions(Permissions::from_mode(mode))
    }

    #[cfg(not(unix))]
    fn be_like(&self, _: &Metadata) -> io::Result<()> {
        Ok(())
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// What the operating system says; the old file stands as it was then.
    pub fn finish(mut self) -> io::Result<()> {
        self.file.flush()?;
        let Some((draft, path)) = &self.way else { return Ok(()) };
        // Some file systems say only now that there is no room.
        self.file.sync_all()?;
        drafts::end(draft, |draft| std::fs::rename(draft, path))?;
        self.way = None;
        Ok(())
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some((draft, _)) = &self.way {
            // On Windows too a file may be removed while it is open: it goes when it is closed.
            let _ = drafts::end(draft, |draft| std::fs::remove_file(draft));
        }
    }
}
