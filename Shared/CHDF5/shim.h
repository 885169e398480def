// By its full path: Debian has more than one build of the library, and pkg-config's flags are not allowed in packages.
#include <hdf5/serial/hdf5.h>
