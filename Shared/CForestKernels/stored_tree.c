// From the stored form of a tree to its nodes.
#include "CForestKernels.h"

#include <math.h>
#include <string.h>

static int all_finite(const uint8_t *bytes, int64_t count)
{
    uint32_t infinite = 0;
    for (int64_t i = 0; i < count; i++) {
        uint32_t word;
        memcpy(&word, bytes + 4 * i, 4);
        infinite |= (word & 0x7F800000u) == 0x7F800000u;
    }
    return !infinite;
}

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

/// Checks thresholds, coefficients and features of the cuts, and lays out the coefficients.
static inline fk_fault fill_cuts(const fk_stored_tree *stored, int32_t features, int32_t stride, fk_kind kind,
                                 int32_t feature_bytes, float *coefficients)
{
    int64_t terms = (int64_t)stored->cuts * stored->terms;
    if (!all_finite(stored->thresholds, stored->cuts)) return FK_NOT_FINITE;
    if (stored->coefficients && !all_finite(stored->coefficients, terms)) return FK_NOT_FINITE;
    if (stored->term_features) {
        uint32_t largest = 0;
        for (int64_t term = 0; term < terms; term++) {
            uint32_t feature = number(stored->term_features, term, feature_bytes);
            largest = feature > largest ? feature : largest;
        }
        if (largest >= (uint32_t)features) return FK_NO_SUCH_FEATURE;
    }
    if (kind == FK_PAIR) memcpy(coefficients, stored->coefficients, (size_t)terms * 4);
    if (kind != FK_DENSE) return FK_SOUND;
    for (int64_t cut = 0; cut < stored->cuts; cut++) {
        float *normal = coefficients + cut * stride;
        const uint8_t *values = stored->coefficients + 4 * cut * stored->terms;
        if (!stored->term_features) {
            memcpy(normal, values, (size_t)features * 4);
            continue;
        }
        for (int32_t term = 0; term < stored->terms; term++) {
            float value;
            memcpy(&value, values + 4 * term, 4);
            // Places that a cut does not need are filled with feature 0 and coefficient 0.
            if (value != 0) normal[number(stored->term_features, cut * stored->terms + term, feature_bytes)] = value;
        }
    }
    return FK_SOUND;
}

/// Called with constants, so that there is a version without questions for what is most common.
static inline __attribute__((always_inline)) fk_fault
read_tree(const fk_stored_tree *stored, int32_t features, int32_t stride, int32_t sample_size, const double *expected,
          fk_tree *tree, fk_cut *cuts, uint32_t *leaf_sizes, float *lengths, float *coefficients, int32_t *depths,
          fk_kind kind, int32_t feature_bytes, int32_t leaf_bytes)
{
    fk_fault fault = fill_cuts(stored, features, stride, kind, feature_bytes, coefficients);
    if (fault != FK_SOUND) return fault;

    uint64_t rows = 0;
    for (int32_t leaf = 0; leaf <= stored->cuts; leaf++) {
        leaf_sizes[leaf] = number(stored->leaf_sizes, leaf, leaf_bytes) + 1;
        rows += leaf_sizes[leaf];
    }
    if (rows != (uint64_t)sample_size) return FK_OTHER_ROWS;

    // The children of the j-th cut are nodes 2j + 1 and 2j + 2. Cuts and leaves are numbered as they come, without
    // branches; `depths` is that of each cut.
    int32_t cut = stored->shape[0] & 1, leaf = 1 - cut;
    depths[0] = 0;
    if (cut != (stored->cuts > 0)) return FK_NOT_A_TREE;
    if (leaf) lengths[0] = (float)expected[leaf_sizes[0]];
    for (int32_t parent = 0; parent < stored->cuts; parent++) {
        // A parent comes before its children, and there are as many cuts as promised.
        if (parent >= cut || cut > stored->cuts) return FK_NOT_A_TREE;
        uint32_t threshold, first = 0, second = kind == FK_PAIR;
        memcpy(&threshold, stored->thresholds + 4 * (int64_t)parent, 4);
        if (kind != FK_DENSE && stored->term_features) {
            int64_t place = (int64_t)parent * stored->terms;
            first = number(stored->term_features, place, feature_bytes);
            if (kind == FK_PAIR) second = number(stored->term_features, place + 1, feature_bytes);
        }
        int32_t depth = depths[parent] + 1;
        uint32_t children[2];
        for (int32_t side = 0; side < 2; side++) {
            int32_t node = 2 * parent + 1 + side;
            int32_t is_cut = stored->shape[node >> 3] >> (node & 7) & 1;
            children[side] = (uint32_t)(is_cut ? cut : ~leaf);
            // Of these two the one that is not meant is written again before it is read.
            depths[cut] = depth;
            lengths[leaf] = (float)(depth + expected[leaf_sizes[leaf]]);
            cut += is_cut;
            leaf += 1 - is_cut;
        }
        uint64_t halves[2] = {threshold | (uint64_t)(first | second << 16) << 32,
                              children[0] | (uint64_t)children[1] << 32};
        memcpy(cuts + parent, halves, sizeof *cuts);
    }
    if (cut != stored->cuts) return FK_NOT_A_TREE;
    tree->cuts = cut;
    tree->depth = cut > 0 ? depths[cut - 1] + 1 : 0;
    tree->terms = stored->terms;
    tree->kind = kind;
    return FK_SOUND;
}

fk_fault fk_read_tree(const fk_stored_tree *stored, int32_t features, int32_t stride, int32_t sample_size,
                      const double *expected, fk_tree *tree, fk_cut *cuts, uint32_t *leaf_sizes, float *lengths,
                      float *coefficients, int32_t *workspace)
{
    fk_kind kind = stored->terms == 1 ? FK_SINGLE : stored->terms == 2 ? FK_PAIR : FK_DENSE;
    if (kind == FK_SINGLE && stored->term_features && stored->feature_bytes == 1 && stored->leaf_bytes == 1)
        return read_tree(stored, features, stride, sample_size, expected, tree, cuts, leaf_sizes, lengths,
                         coefficients, workspace, FK_SINGLE, 1, 1);
    return read_tree(stored, features, stride, sample_size, expected, tree, cuts, leaf_sizes, lengths, coefficients,
                     workspace, kind, stored->feature_bytes, stored->leaf_bytes);
}

void fk_cut_sizes(const fk_tree *tree, const fk_cut *cuts, const uint32_t *leaf_sizes, uint32_t *sizes)
{
    // Children come after their parents.
    for (int32_t cut = tree->cuts - 1; cut >= 0; cut--) {
        int32_t left = cuts[cut].children[0], right = cuts[cut].children[1];
        sizes[cut] = (left < 0 ? leaf_sizes[~left] : sizes[left]) + (right < 0 ? leaf_sizes[~right] : sizes[right]);
    }
}
