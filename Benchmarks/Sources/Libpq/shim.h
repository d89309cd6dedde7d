// libpq, for the raw engine beside which storage is measured.
#include <libpq-fe.h>
