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

/// The shape's bits of up to 64 nodes from `first`, a multiple of 64; zeros behind the last node.
static uint64_t shape_of(const fk_stored_tree *stored, int32_t first, int32_t count)
{
    uint64_t bits = 0;
    int32_t nodes = count - first < 64 ? count - first : 64;
    memcpy(&bits, stored->shape + first / 8, (size_t)(nodes + 7) / 8);
    return nodes < 64 ? bits & (((uint64_t)1 << nodes) - 1) : bits;
}

/// Writes a node, but for its length, in two halves: twice as fast as field by field.
static inline void put(fk_node *node, uint32_t threshold, int32_t left, uint32_t terms)
{
    uint64_t halves[2] = {threshold | (uint64_t)(uint32_t)left << 32, terms};
    memcpy(node, halves, sizeof *node);
}

/// Called with constants, so that there is a version without questions for what is most common.
static inline __attribute__((always_inline)) fk_fault
read_tree(const fk_stored_tree *stored, int32_t features, int32_t stride, int32_t sample_size, const double *expected,
          fk_tree *tree, fk_node *nodes, uint32_t *leaf_sizes, float *coefficients, uint32_t *workspace, fk_kind kind,
          int32_t feature_bytes, int32_t leaf_bytes)
{
    fk_fault fault = fill_cuts(stored, features, stride, kind, feature_bytes, coefficients);
    if (fault != FK_SOUND) return fault;

    uint64_t rows = 0;
    for (int32_t leaf = 0; leaf <= stored->cuts; leaf++) {
        leaf_sizes[leaf] = number(stored->leaf_sizes, leaf, leaf_bytes) + 1;
        rows += leaf_sizes[leaf];
    }
    if (rows != (uint64_t)sample_size) return FK_OTHER_ROWS;

    // The cuts, in the order of their nodes. Nodes of one depth stand side by side: those of the next begin where the
    // children of this depth do.
    int32_t count = 2 * stored->cuts + 1, cut = 0;
    uint32_t *cut_nodes = workspace, *node_sizes = workspace + stored->cuts;
    for (int32_t first = 0; first < count; first += 64) {
        for (uint64_t bits = shape_of(stored, first, count); bits; bits &= bits - 1) {
            int32_t i = first + __builtin_ctzll(bits);
            // Children lie after their parent, and there are as many cuts as promised.
            if (cut == stored->cuts || i > 2 * cut) return FK_NOT_A_TREE;
            uint16_t first_term = 0, second_term = kind == FK_PAIR;
            if (kind != FK_DENSE && stored->term_features) {
                int64_t place = (int64_t)cut * stored->terms;
                first_term = (uint16_t)number(stored->term_features, place, feature_bytes);
                if (kind == FK_PAIR)
                    second_term = (uint16_t)number(stored->term_features, place + 1, feature_bytes);
            }
            uint32_t threshold;
            memcpy(&threshold, stored->thresholds + 4 * (int64_t)cut, 4);
            put(nodes + i, threshold, 2 * cut + 1, first_term | (uint32_t)second_term << 16);
            cut_nodes[cut++] = (uint32_t)i;
        }
    }
    if (cut != stored->cuts) return FK_NOT_A_TREE;

    int32_t leaf = 0;
    for (int32_t first = 0; first < count; first += 64) {
        uint64_t places = count - first < 64 ? ((uint64_t)1 << (count - first)) - 1 : ~(uint64_t)0;
        for (uint64_t bits = ~shape_of(stored, first, count) & places; bits; bits &= bits - 1) {
            int32_t i = first + __builtin_ctzll(bits);
            put(nodes + i, 0x7F800000u, i, 0);
            node_sizes[i] = leaf_sizes[leaf++];
        }
    }
    // Bottom up: the rows of a cut are those of its children.
    for (cut = stored->cuts - 1; cut >= 0; cut--)
        node_sizes[cut_nodes[cut]] = node_sizes[2 * cut + 1] + node_sizes[2 * cut + 2];
    // Top down: a depth ends where the children of its cuts do.
    int32_t depth = 0, end = 1;
    for (int32_t i = 0; i < count; depth++) {
        for (; i < end; i++) nodes[i].length = (float)(depth + expected[node_sizes[i]]);
        while (cut + 1 < stored->cuts && cut_nodes[cut + 1] < (uint32_t)end) cut++;
        end = 2 * cut + 3;
    }
    depth -= 1;
    *tree = (fk_tree){tree->first_node, tree->first_coefficient, count, depth, stored->terms, kind};
    return FK_SOUND;
}

fk_fault fk_read_tree(const fk_stored_tree *stored, int32_t features, int32_t stride, int32_t sample_size,
                      const double *expected, fk_tree *tree, fk_node *nodes, uint32_t *leaf_sizes, float *coefficients,
                      uint32_t *workspace)
{
    fk_kind kind = stored->terms == 1 ? FK_SINGLE : stored->terms == 2 ? FK_PAIR : FK_DENSE;
    if (kind == FK_SINGLE && stored->feature_bytes == 1 && stored->leaf_bytes == 1)
        return read_tree(stored, features, stride, sample_size, expected, tree, nodes, leaf_sizes, coefficients,
                         workspace, FK_SINGLE, 1, 1);
    return read_tree(stored, features, stride, sample_size, expected, tree, nodes, leaf_sizes, coefficients, workspace,
                     kind, stored->feature_bytes, stored->leaf_bytes);
}
