// JPEG by libjpeg, whose errors leave by longjmp: they must not cross Swift.
#include "CPictureKernels.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

/// libjpeg's errors, and where they lead to.
typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf back;
    char *message;
} failure;

static void leave(j_common_ptr state)
{
    failure *errors = (failure *)state->err;
    errors->base.format_message(state, errors->message);
    longjmp(errors->back, 1);
}

static void stay_silent(j_common_ptr state, int level)
{
    (void)state;
    (void)level;
}

int32_t pk_jpeg(const uint8_t *pixels, int32_t width, int32_t height, int32_t quality, int32_t full_colour,
                uint8_t **file, unsigned long *size, char message[256])
{
    _Static_assert(JMSG_LENGTH_MAX <= 256, "libjpeg's messages fit");
    struct jpeg_compress_struct state;
    failure errors = {.message = message};
    // Written by libjpeg when it ends, and by it alone.
    *file = NULL;
    *size = 0;
    state.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = leave;
    errors.base.emit_message = stay_silent;
    if (setjmp(errors.back)) {
        jpeg_destroy_compress(&state);
        free(*file);
        *file = NULL;
        return 1;
    }
    jpeg_create_compress(&state);
    jpeg_mem_dest(&state, file, size);
    state.image_width = (JDIMENSION)width;
    state.image_height = (JDIMENSION)height;
    state.input_components = 3;
    state.in_color_space = JCS_RGB;
    jpeg_set_defaults(&state);
    jpeg_set_quality(&state, quality, TRUE);
    if (full_colour) {
        state.comp_info[0].h_samp_factor = 1;
        state.comp_info[0].v_samp_factor = 1;
    }
    jpeg_start_compress(&state, TRUE);
    while (state.next_scanline < state.image_height) {
        JSAMPROW row = (JSAMPROW)(pixels + (size_t)state.next_scanline * 3 * (size_t)width);
        jpeg_write_scanlines(&state, &row, 1);
    }
    jpeg_finish_compress(&state);
    jpeg_destroy_compress(&state);
    return 0;
}
