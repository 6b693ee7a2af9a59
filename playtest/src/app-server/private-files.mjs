/** What the App Server writes (what players say, the model's key) is nobody else's to read. */
process.umask(0o077);
