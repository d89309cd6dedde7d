// libpq, PostgreSQL's own client library (Debian package libpq-dev).
#include <libpq-fe.h>
