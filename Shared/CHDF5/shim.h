// By its full path: Debian has more than one build of the library, and pkg-config's flags are not allowed in packages.
#include <hdf5/serial/hdf5.h>

// Swift sees no macros with commas, and no global variables of C that can change.

static inline hid_t peryton_h5_default(void) { return H5P_DEFAULT; }
static inline hid_t peryton_h5_all(void) { return H5S_ALL; }
static inline unsigned peryton_h5_truncate(void) { return H5F_ACC_TRUNC; }
static inline unsigned peryton_h5_read_only(void) { return H5F_ACC_RDONLY; }
static inline hid_t peryton_h5_dataset_create(void) { return H5P_DATASET_CREATE; }
static inline hid_t peryton_h5_dataset_access(void) { return H5P_DATASET_ACCESS; }
static inline hid_t peryton_h5_text(void) { return H5T_C_S1; }
static inline size_t peryton_h5_variable(void) { return H5T_VARIABLE; }
static inline hsize_t peryton_h5_unlimited(void) { return H5S_UNLIMITED; }
static inline hid_t peryton_h5_int8(void) { return H5T_NATIVE_INT8; }
static inline hid_t peryton_h5_uint8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t peryton_h5_int16(void) { return H5T_NATIVE_INT16; }
static inline hid_t peryton_h5_int32(void) { return H5T_NATIVE_INT32; }
static inline hid_t peryton_h5_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t peryton_h5_uint64(void) { return H5T_NATIVE_UINT64; }
static inline hid_t peryton_h5_float32(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t peryton_h5_float64(void) { return H5T_NATIVE_DOUBLE; }

/// Keeps the library from printing its errors.
static inline void peryton_h5_silence(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

static herr_t peryton_h5_keep_first(unsigned number, const H5E_error2_t *error, void *out)
{
    (void)number;
    *(const char **)out = error->desc;
    return 1;
}

/// What the library says of the last error, at its cause; NULL for nothing.
static inline const char *peryton_h5_problem(void)
{
    const char *text = NULL;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, peryton_h5_keep_first, &text);
    return text;
}
