/*
 * Who keeps a database locked, for a message. Read from the kernel's table of locks: to ask fcntl,
 * the file would have to be opened, and closing it lets go of every lock of this process on it.
 */
#ifndef VS_CORE_VAULT_HOLDER_H
#define VS_CORE_VAULT_HOLDER_H

/* The process that writes in the database at `db_path` (in WAL mode). 0 when there is none, when it
 * is this process, or when it cannot be told. */
long vs_lock_holder(const char *db_path);

#endif
