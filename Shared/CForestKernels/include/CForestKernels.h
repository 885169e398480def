/// The forest's inner loops, for the widest vector unit that the machine has.
///
/// Each function exists for AVX2 and in plain C (any other processor); which one runs is decided when the program
/// starts. All give the same bits: products are rounded before they are added, and sums have one order whatever
/// the width of the unit (see n·x below).
///
/// n·x, over vectors padded with zeros to a multiple of eight: feature i goes to lane i mod 8, lanes are summed in
/// ascending order of features and then folded in halves, ((0+4)+(2+6)) + ((1+5)+(3+7)). Of two features it is a·x + b·y.
/// A row goes right where n·x > threshold, else left.
#ifndef C_FOREST_KERNELS_H
#define C_FOREST_KERNELS_H

#include <stdint.h>

/// Lanes that a row and a normal are padded to.
#define FK_LANES 8

/// A cut of a tree; the cuts of a tree stand in breadth-first order, that of the root first.
typedef struct {
    /// n·p.
    float threshold;
    /// The features of a cut along one or two; 0 otherwise.
    uint16_t first;
    uint16_t second;
    /// What is on the left and on the right: a cut, by its number in the tree, or below 0 a leaf: ~child is its number.
    int32_t children[2];
} fk_cut;

/// How the normals of a tree are kept.
typedef enum {
    /// One feature a cut, its coefficient 1: no coefficients.
    FK_SINGLE = 0,
    /// Two features a cut: two coefficients.
    FK_PAIR = 1,
    /// A coefficient for each feature, padded with zeros to the stride.
    FK_DENSE = 2,
} fk_kind;

/// Where a tree lies in the arrays of its forest.
typedef struct {
    int64_t first_cut;
    int64_t first_leaf;
    int64_t first_coefficient;
    /// Cuts; there is one leaf more.
    int32_t cuts;
    /// Cuts on the longest way down.
    int32_t depth;
    /// Features that each cut combines.
    int32_t terms;
    fk_kind kind;
} fk_tree;

/// All trees. The coefficients of the j-th cut of a tree are the j-th two or `stride` of its own.
typedef struct {
    const fk_tree *trees;
    const fk_cut *cuts;
    /// The path length of each leaf: depth + c(size).
    const float *lengths;
    const float *coefficients;
    /// Length of a row, padded to a multiple of FK_LANES.
    int32_t stride;
} fk_forest;

/// Adds, for each of `count` padded rows, its path lengths in the listed trees to `sums`.
///
/// Cuts along one or two features read `columns`, the same rows turned by fk_turn; it may be null where all trees are
/// dense. `workspace` has room for 3 · (count + 16) floats.
void fk_add_path_lengths(const fk_forest *forest, const int32_t *trees, int32_t tree_count, const float *rows,
                         const float *columns, int32_t count, double *sums, float *workspace);

/// Turns rows into columns: feature after feature, `count` values each.
void fk_turn(const float *rows, int32_t count, int32_t stride, float *columns);

/// The sum of one padded row's path lengths in the listed trees.
double fk_path_length_sum(const fk_forest *forest, const int32_t *trees, int32_t tree_count, const float *row);

/// Writes, for each listed tree t, to leaves[t] the number that one padded row's leaf has in the tree.
void fk_leaves(const fk_forest *forest, const int32_t *trees, int32_t tree_count, const float *row, int32_t *leaves);

/// Writes the cuts on a row's way down one tree and last the leaf, as children are written; the number of cuts.
///
/// `way` has room for one number more than the tree is deep.
int32_t fk_path(const fk_forest *forest, int32_t tree, const float *row, int32_t *way);

/// Counts the sample rows that came to each cut of a tree.
void fk_cut_sizes(const fk_tree *tree, const fk_cut *cuts, const uint32_t *leaf_sizes, uint32_t *sizes);

/// (value − median) / spread in double, rounded to float; whether all are finite and at most `limit` from zero.
int32_t fk_scale(const float *row, const double *medians, const double *spreads, double limit, int32_t features,
                 float *scaled);

/// Copies a row; whether all its values are finite and at most `limit` from zero.
int32_t fk_copy(const float *row, float limit, int32_t features, float *copied);

/// Asks for memory that is needed soon.
static inline void fk_prefetch(const float *row, int32_t features)
{
    for (int32_t f = 0; f < features; f += 16) __builtin_prefetch(row + f);
}

/// Smallest and largest value of one feature among the listed rows; a row is `stride` floats.
void fk_range(const float *rows, int32_t stride, int32_t feature, const int32_t *order, int32_t count, float *low,
              float *high);

/// Smallest and largest values of all features, `stride` each, among the listed rows.
void fk_ranges(const float *rows, int32_t stride, const int32_t *order, int32_t count, float *lows, float *highs);

/// Sorts the listed rows by the side of a cut they are on, each side in the order it had; the number on the left.
///
/// `normal` is one coefficient (the cut is along feature `first`), two or `stride` of them. `workspace` has room for
/// 2 · (count + 16) floats.
int32_t fk_separate(const float *rows, int32_t stride, fk_kind kind, int32_t first, int32_t second,
                    const float *normal, float threshold, int32_t *order, int32_t count, float *workspace);

/// As fk_separate, at a threshold this share of the way from the smallest n·x of the rows to the largest.
///
/// Both sides have rows unless all n·x are equal.
int32_t fk_separate_between(const float *rows, int32_t stride, fk_kind kind, int32_t first, int32_t second,
                            const float *normal, double share, int32_t *order, int32_t count, float *workspace,
                            float *threshold);

/// Where the parts of a stored tree are; see StoredForm.md.
typedef struct {
    const uint8_t *thresholds;
    /// Null where all coefficients are 1.
    const uint8_t *coefficients;
    /// Null where each cut has all features in order.
    const uint8_t *term_features;
    const uint8_t *leaf_sizes;
    const uint8_t *shape;
    int32_t cuts;
    /// Terms that each cut has in the stored form.
    int32_t terms;
} fk_stored_tree;

/// What stored trees have in common.
typedef struct {
    int32_t features;
    /// Length of a row, padded to a multiple of FK_LANES.
    int32_t stride;
    int32_t sample_size;
    /// Bytes of a feature's number and of a leaf's size.
    int32_t feature_bytes, leaf_bytes;
} fk_stored_form;

/// What is wrong with a stored tree.
typedef enum {
    FK_SOUND = 0,
    FK_NOT_FINITE,
    FK_NO_SUCH_FEATURE,
    FK_NOT_A_TREE,
    FK_OTHER_ROWS,
} fk_fault;

/// Finds the parts of a stored tree with so many terms a cut among `count` bytes, the first of which begins it; the bytes
/// that it takes, or 0 where it has more than there are or more cuts than its sample can have. `terms` is 1 to 65,536.
int64_t fk_find_tree(const uint8_t *bytes, int64_t count, int32_t terms, const fk_stored_form *form,
                     fk_stored_tree *tree);

/// Makes the trees, the cuts, leaf sizes, path lengths and coefficients of `count` stored trees, and checks all that walks
/// rely on; `read` is how many were sound.
///
/// `expected[n]` is c(n), for n up to the sample size. The arrays have room for all trees, and `coefficients` is zeroed;
/// `workspace` has room for twice as many numbers as the sample has rows, and two.
fk_fault fk_read_trees(const fk_stored_tree *stored, int32_t count, const fk_stored_form *form, const double *expected,
                       fk_tree *trees, fk_cut *cuts, uint32_t *leaf_sizes, float *lengths, float *coefficients,
                       int32_t *workspace, int32_t *read);

/// CRC-32 of zlib and PNG: polynomial 0xEDB88320, reflected.
uint32_t fk_crc32(const uint8_t *bytes, int64_t count);

/// Vector units there are versions for.
typedef enum {
    FK_PLAIN = 0,
    FK_AVX2 = 1,
} fk_unit;

/// The unit in use.
fk_unit fk_unit_in_use(void);

/// Uses at most this unit from now on, which the machine need not have; for tests and measurements only.
void fk_use_at_most(fk_unit unit);

#endif
