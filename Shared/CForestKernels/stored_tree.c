// From the stored form of trees to their cuts and leaves.
#include "kernels_common.h"

static inline int is_finite(uint32_t bits) { return (bits & 0x7F800000u) != 0x7F800000u; }

static inline uint32_t number(const uint8_t *bytes, int64_t index, int32_t size)
{
    if (size == 1) return bytes[index];
    if (size == 2) {
        uint16_t value;
        memcpy(&value, bytes + 2 * index, 2);
        return value;
    }
    uint32_t value;
    memcpy(&value, bytes + 4 * index, 4);
    return value;
}

/// Checks the coefficients of all cuts, and lays them out.
static inline fk_fault fill_coefficients(const fk_stored_tree *stored, const fk_stored_form *form, fk_kind kind,
                                         float *coefficients)
{
    int64_t terms = (int64_t)stored->cuts * stored->terms;
    int finite = 1;
    for (int64_t i = 0; i < terms; i++) finite &= is_finite(number(stored->coefficients, i, 4));
    if (!finite) return FK_NOT_FINITE;
    if (kind == FK_PAIR) {
        memcpy(coefficients, stored->coefficients, (size_t)terms * 4);
        return FK_SOUND;
    }
    for (int64_t cut = 0; cut < stored->cuts; cut++) {
        float *normal = coefficients + cut * form->stride;
        const uint8_t *values = stored->coefficients + 4 * cut * stored->terms;
        if (!stored->term_features) {
            memcpy(normal, values, (size_t)form->features * 4);
            continue;
        }
        for (int32_t term = 0; term < stored->terms; term++) {
            float value;
            memcpy(&value, values + 4 * term, 4);
            uint32_t feature = number(stored->term_features, cut * stored->terms + term, form->feature_bytes);
            if (feature >= (uint32_t)form->features) return FK_NO_SUCH_FEATURE;
            // Places that a cut does not need are filled with feature 0 and coefficient 0.
            if (value != 0) normal[feature] = value;
        }
    }
    return FK_SOUND;
}

/// Called with constants, so that there is a version without questions for what is most common.
static inline __attribute__((always_inline)) fk_fault
read_tree(const fk_stored_tree *stored, const fk_stored_form *form, const double *expected, fk_tree *tree, fk_cut *cuts,
          uint32_t *restrict leaf_sizes, float *restrict lengths, float *coefficients, int32_t *workspace,
          fk_kind kind, int32_t feature_bytes, int32_t leaf_bytes)
{
    if (kind != FK_SINGLE) {
        fk_fault fault = fill_coefficients(stored, form, kind, coefficients);
        if (fault != FK_SOUND) return fault;
    }
    const uint8_t *shape = stored->shape, *thresholds = stored->thresholds, *sizes = stored->leaf_sizes;
    const uint8_t *term_features = kind == FK_DENSE ? NULL : stored->term_features;
    const uint32_t features = (uint32_t)form->features, sample_size = (uint32_t)form->sample_size;
    const int32_t promised = stored->cuts, terms = kind == FK_SINGLE ? 1 : 2;
    int32_t *restrict depths = workspace, *restrict leaf_depths = workspace + promised + 2;

    // The children of the j-th cut are nodes 2j + 1 and 2j + 2. Cuts and leaves are numbered as they come, without
    // branches; faults are gathered, as all but those of the shape can wait.
    int32_t cut = shape[0] & 1, leaf = 1 - cut;
    int finite = 1, known = 1;
    depths[0] = leaf_depths[0] = 0;
    if (cut != (promised > 0)) return FK_NOT_A_TREE;
    for (int32_t parent = 0; parent < promised; parent++) {
        // A parent comes before its children, and there are as many cuts as promised.
        if (parent >= cut || cut > promised) return FK_NOT_A_TREE;
        uint32_t threshold = number(thresholds, parent, 4), first = 0, second = kind == FK_PAIR;
        finite &= is_finite(threshold);
        if (term_features) {
            first = number(term_features, (int64_t)parent * terms, feature_bytes);
            if (kind == FK_PAIR) second = number(term_features, (int64_t)parent * terms + 1, feature_bytes);
            known &= first < features && second < features;
        }
        int32_t depth = depths[parent] + 1;
        uint32_t children[2];
        for (int32_t side = 0; side < 2; side++) {
            int32_t node = 2 * parent + 1 + side;
            int32_t is_cut = shape[node >> 3] >> (node & 7) & 1;
            children[side] = (uint32_t)(is_cut ? cut : ~leaf);
            // What is written for the one of the two that this is not, is written again before it is read.
            depths[cut] = leaf_depths[leaf] = depth;
            cut += is_cut;
            leaf += 1 - is_cut;
        }
        uint64_t halves[2] = {threshold | (uint64_t)(first | second << 16) << 32,
                              children[0] | (uint64_t)children[1] << 32};
        memcpy(cuts + parent, halves, sizeof *cuts);
    }
    if (cut != promised) return FK_NOT_A_TREE;
    if (!finite) return FK_NOT_FINITE;
    if (!known) return FK_NO_SUCH_FEATURE;

    uint64_t rows = 0;
    if (leaf_bytes == 1) {
        // No tree of one byte a leaf has more than 256 leaves.
        rows = fk_kernels_in_use->widen_sizes(sizes, promised + 1, leaf_sizes);
    } else {
        for (leaf = 0; leaf <= promised; leaf++) {
            leaf_sizes[leaf] = number(sizes, leaf, leaf_bytes) + 1;
            // The largest number of four bytes, and one.
            if (leaf_sizes[leaf] == 0) return FK_OTHER_ROWS;
            rows += leaf_sizes[leaf];
        }
    }
    // So none is larger than the sample, as all are at least 1.
    if (rows != sample_size) return FK_OTHER_ROWS;
    fk_kernels_in_use->fill_lengths(leaf_sizes, leaf_depths, expected, promised + 1, lengths);
    tree->cuts = cut;
    tree->depth = cut > 0 ? depths[cut - 1] + 1 : 0;
    tree->terms = stored->terms;
    tree->kind = kind;
    return FK_SOUND;
}

fk_fault fk_read_trees(const fk_stored_tree *stored, int32_t count, const fk_stored_form *form, const double *expected,
                       fk_tree *trees, fk_cut *cuts, uint32_t *leaf_sizes, float *lengths, float *coefficients,
                       int32_t *workspace, int32_t *read)
{
    fk_tree place = {0};
    for (*read = 0; *read < count; ++*read, ++stored) {
        fk_kind kind = stored->terms == 1 ? FK_SINGLE : stored->terms == 2 ? FK_PAIR : FK_DENSE;
        fk_cut *c = cuts + place.first_cut;
        uint32_t *s = leaf_sizes + place.first_leaf;
        float *l = lengths + place.first_leaf, *n = coefficients + place.first_coefficient;
        fk_fault fault =
            kind == FK_SINGLE && stored->term_features && form->feature_bytes == 1 && form->leaf_bytes == 1
                ? read_tree(stored, form, expected, &place, c, s, l, n, workspace, FK_SINGLE, 1, 1)
                : read_tree(stored, form, expected, &place, c, s, l, n, workspace, kind, form->feature_bytes,
                            form->leaf_bytes);
        if (fault != FK_SOUND) return fault;
        trees[*read] = place;
        place.first_cut += place.cuts;
        place.first_leaf += place.cuts + 1;
        place.first_coefficient += (int64_t)place.cuts * (kind == FK_SINGLE ? 0 : kind == FK_PAIR ? 2 : form->stride);
    }
    return FK_SOUND;
}

int64_t fk_find_tree(const uint8_t *bytes, int64_t count, int32_t terms, const fk_stored_form *form,
                     fk_stored_tree *tree)
{
    uint32_t cuts;
    if (count < 4) return 0;
    memcpy(&cuts, bytes, 4);
    if (cuts >= (uint32_t)form->sample_size) return 0;
    // 2^31 cuts of 2^16 terms of 4 bytes do not overflow 64 bits.
    int64_t parts[5] = {
        (int64_t)cuts * 4,
        terms > 1 ? (int64_t)cuts * terms * 4 : 0,
        terms < form->features ? (int64_t)cuts * terms * form->feature_bytes : 0,
        ((int64_t)cuts + 1) * form->leaf_bytes,
        (2 * (int64_t)cuts + 8) / 8,
    };
    int64_t places[5], at = 4;
    for (int part = 0; part < 5; part++) {
        places[part] = at;
        at += parts[part];
    }
    at = (at + 3) & ~(int64_t)3;
    if (at > count) return 0;
    *tree = (fk_stored_tree){bytes + places[0], terms > 1 ? bytes + places[1] : NULL,
                             terms < form->features ? bytes + places[2] : NULL, bytes + places[3], bytes + places[4],
                             (int32_t)cuts, terms};
    return at;
}

void fk_cut_sizes(const fk_tree *tree, const fk_cut *cuts, const uint32_t *leaf_sizes, uint32_t *sizes)
{
    // Children come after their parents.
    for (int32_t cut = tree->cuts - 1; cut >= 0; cut--) {
        int32_t left = cuts[cut].children[0], right = cuts[cut].children[1];
        sizes[cut] = (left < 0 ? leaf_sizes[~left] : sizes[left]) + (right < 0 ? leaf_sizes[~right] : sizes[right]);
    }
}
