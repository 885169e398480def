#include <sqlite3.h>

/// sqlite3_db_config for options with a number: variadic functions cannot be called from Swift.
static inline int peryton_sqlite_configure(sqlite3 *database, int option, int value) {
    return sqlite3_db_config(database, option, value, (int *)0);
}
