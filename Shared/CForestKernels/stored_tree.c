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

/// Thresholds, features and coefficients of the cuts, whose nodes are known.
static fk_fault fill_cuts(const fk_stored_tree *stored, int32_t features, int32_t stride, fk_kind kind,
                          float *coefficients)
{
    int64_t terms = (int64_t)stored->cuts * stored->terms;
    if (!all_finite(stored->thresholds, stored->cuts)) return FK_NOT_FINITE;
    if (stored->coefficients && !all_finite(stored->coefficients, terms)) return FK_NOT_FINITE;
    if (stored->term_features) {
        uint32_t largest = 0;
        for (int64_t term = 0; term < terms; term++) {
            uint32_t feature = number(stored->term_features, term, stored->feature_bytes);
            if (feature > largest) largest = feature;
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
            if (value != 0) normal[number(stored->term_features, cut * stored->terms + term, stored->feature_bytes)] = value;
        }
    }
    return FK_SOUND;
}

fk_fault fk_read_tree(const fk_stored_tree *stored, int32_t features, int32_t stride, int32_t sample_size,
                      const double *expected, fk_tree *tree, fk_node *nodes, uint32_t *leaf_sizes, float *coefficients,
                      uint32_t *node_sizes)
{
    fk_kind kind = stored->terms == 1 ? FK_SINGLE : stored->terms == 2 ? FK_PAIR : FK_DENSE;
    fk_fault fault = fill_cuts(stored, features, stride, kind, coefficients);
    if (fault != FK_SOUND) return fault;

    uint64_t rows = 0;
    for (int32_t leaf = 0; leaf <= stored->cuts; leaf++) {
        leaf_sizes[leaf] = number(stored->leaf_sizes, leaf, stored->leaf_bytes) + 1;
        rows += leaf_sizes[leaf];
    }
    if (rows != (uint64_t)sample_size) return FK_OTHER_ROWS;

    // Top down. Nodes of one depth stand side by side: those of the next begin where the children of this depth do.
    int32_t count = 2 * stored->cuts + 1, cut = 0, leaf = 0, depth = 0, depth_end = 1;
    for (int32_t i = 0; i < count; i++) {
        if (i == depth_end) {
            depth += 1;
            depth_end = 2 * cut + 1;
        }
        int32_t is_cut = stored->shape[i >> 3] >> (i & 7) & 1;
        if (is_cut) {
            // Children lie after their parent, and there are as many cuts as promised.
            if (cut == stored->cuts || i > 2 * cut) return FK_NOT_A_TREE;
            float threshold;
            memcpy(&threshold, stored->thresholds + 4 * (int64_t)cut, 4);
            uint16_t first = 0, second = 0;
            if (kind != FK_DENSE && stored->term_features) {
                first = (uint16_t)number(stored->term_features, (int64_t)cut * stored->terms, stored->feature_bytes);
                if (kind == FK_PAIR)
                    second = (uint16_t)number(stored->term_features, 2 * (int64_t)cut + 1, stored->feature_bytes);
            } else if (kind == FK_PAIR) {
                second = 1;
            }
            nodes[i] = (fk_node){threshold, 2 * cut + 1, first, second, (float)depth};
            cut += 1;
        } else {
            if (leaf > stored->cuts) return FK_NOT_A_TREE;
            nodes[i] = (fk_node){INFINITY, i, 0, 0, (float)(depth + expected[leaf_sizes[leaf]])};
            leaf += 1;
        }
    }
    if (cut != stored->cuts) return FK_NOT_A_TREE;

    // Bottom up: the rows of a cut are those of its children.
    for (int32_t i = count - 1; i >= 0; i--) {
        if (nodes[i].left == i) {
            node_sizes[i] = leaf_sizes[--leaf];
        } else {
            node_sizes[i] = node_sizes[nodes[i].left] + node_sizes[nodes[i].left + 1];
            nodes[i].length = (float)(nodes[i].length + expected[node_sizes[i]]);
        }
    }
    *tree = (fk_tree){tree->first_node, tree->first_coefficient, count, depth, stored->terms, kind};
    return FK_SOUND;
}
