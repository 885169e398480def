// The kernels over the vectors of one unit: included after a `lanes_*.h`, once for each unit.

/// A child with the rows that came to it.
typedef struct {
    int32_t child, start, count;
} arrived;

/// Where a block of rows lies: row after row for dense cuts, feature after feature for the others.
typedef struct {
    const float *rows;
    const float *columns;
    int32_t count;
    int32_t stride;
} block;

static inline float project_row(fk_kind kind, const fk_cut *cut, int32_t number, const float *coefficients,
                                const float *row, int32_t stride)
{
    switch (kind) {
    case FK_SINGLE: return row[cut->first];
    case FK_PAIR: {
        const float *pair = coefficients + 2 * (int64_t)number;
        return pair[0] * row[cut->first] + pair[1] * row[cut->second];
    }
    default: return dot(coefficients + (int64_t)number * stride, row, stride);
    }
}

/// Sends all rows of a block down one tree, node by node: at each node its rows are sorted by side.
static inline __attribute__((always_inline)) void walk_block(const fk_forest *forest, const fk_tree *tree, fk_kind kind, const block *rows,
                              double *sums, int32_t *order, float *projections, int32_t *right)
{
    const fk_cut *cuts = forest->cuts + tree->first_cut;
    const float *lengths = forest->lengths + tree->first_leaf;
    const float *coefficients = forest->coefficients + tree->first_coefficient;
    for (int32_t i = 0; i < rows->count; i++) order[i] = i;
    arrived stack[FK_STACK];
    int32_t depth = 0;
    stack[depth++] = (arrived){tree->cuts > 0 ? 0 : ~0, 0, rows->count};
    while (depth > 0) {
        arrived here = stack[--depth];
        int32_t *mine = order + here.start;
        if (here.child < 0) {
            double length = lengths[~here.child];
            for (int32_t i = 0; i < here.count; i++) sums[mine[i]] += length;
            continue;
        }
        const fk_cut *cut = cuts + here.child;
        const float *projected = projections;
        if (kind == FK_SINGLE) {
            const float *column = rows->columns + (int64_t)cut->first * rows->count;
            // At the root, rows are in their first order.
            if (here.child == 0) projected = column;
            else project_single(column, 1, mine, here.count, projections);
        } else if (kind == FK_PAIR) {
            const float *pair = coefficients + 2 * (int64_t)here.child;
            project_pair(pair[0], rows->columns + (int64_t)cut->first * rows->count, pair[1],
                         rows->columns + (int64_t)cut->second * rows->count, 1, mine, here.count, projections);
        } else {
            project_dense(coefficients + (int64_t)here.child * rows->stride, rows->rows, rows->stride, mine,
                          here.count, projections);
        }
        int32_t lefts = partition(mine, projected, here.count, cut->threshold, right);
        arrived left = {cut->children[0], here.start, lefts};
        arrived other = {cut->children[1], here.start + lefts, here.count - lefts};
        // The side with fewer rows is taken up first: so the stack holds no more than log2(count) + 2.
        int32_t left_is_larger = 2 * lefts >= here.count;
        arrived larger = left_is_larger ? left : other, smaller = left_is_larger ? other : left;
        stack[depth++] = larger;
        if (smaller.count > 0) stack[depth++] = smaller;
    }
}

/// Trees that a single row goes down in step: while one waits for memory, the others go on. Fewer wait, more spill.
#define FK_IN_STEP 12

/// Takes a row down up to FK_IN_STEP trees of one kind: where it comes out, as children are written.
static inline __attribute__((always_inline)) void descend(const fk_forest *forest, fk_kind kind, const int32_t *trees, int32_t count,
                              const float *row, int32_t *at)
{
    const fk_cut *cuts[FK_IN_STEP];
    const float *coefficients[FK_IN_STEP];
    int32_t depth = 0, deepest = 0;
    for (int32_t t = 0; t < count; t++) {
        if (forest->trees[trees[t]].depth <= depth) continue;
        depth = forest->trees[trees[t]].depth;
        deepest = t;
    }
    for (int32_t t = 0; t < FK_IN_STEP; t++) {
        // Places that are left over, and trees without a cut, stand at a leaf and look on at the deepest tree.
        const fk_tree *own = forest->trees + trees[t < count ? t : deepest];
        at[t] = t < count && own->cuts > 0 ? 0 : ~0;
        const fk_tree *seen = own->cuts > 0 ? own : forest->trees + trees[deepest];
        cuts[t] = forest->cuts + seen->first_cut;
        coefficients[t] = forest->coefficients + seen->first_coefficient;
    }
    for (int32_t step = 0; step < depth; step++) {
#pragma clang loop unroll(full)
        for (int32_t t = 0; t < FK_IN_STEP; t++) {
            // At a leaf the root's cut is looked at once more, in vain: that is faster than to ask.
            int32_t number = at[t] < 0 ? 0 : at[t];
            const fk_cut *cut = cuts[t] + number;
            float projection = project_row(kind, cut, number, coefficients[t], row, forest->stride);
            int32_t next = cut->children[projection > cut->threshold];
            at[t] = at[t] < 0 ? at[t] : next;
        }
    }
}

/// The sum of a row's path lengths in up to FK_IN_STEP trees of one kind.
static inline __attribute__((always_inline)) double walk_row(const fk_forest *forest, fk_kind kind, const int32_t *trees, int32_t count,
                              const float *row)
{
    int32_t at[FK_IN_STEP];
    descend(forest, kind, trees, count, row, at);
    double sum = 0;
    for (int32_t t = 0; t < count; t++) sum += forest->lengths[forest->trees[trees[t]].first_leaf + ~at[t]];
    return sum;
}

/// Writes a row's leaves in up to FK_IN_STEP trees of one kind.
static inline __attribute__((always_inline)) void find_leaves(const fk_forest *forest, fk_kind kind, const int32_t *trees,
                              int32_t count, const float *row, int32_t *leaves)
{
    int32_t at[FK_IN_STEP];
    descend(forest, kind, trees, count, row, at);
    for (int32_t t = 0; t < count; t++) leaves[trees[t]] = ~at[t];
}

/// How many of the listed trees, from the first, are of its kind; FK_IN_STEP at most.
static inline int32_t alike(const fk_forest *forest, const int32_t *trees, int32_t count)
{
    int32_t same = 1;
    while (same < FK_IN_STEP && same < count && forest->trees[trees[same]].kind == forest->trees[trees[0]].kind) same++;
    return same;
}

UNIT void NAME(add_path_lengths)(const fk_forest *forest, const int32_t *trees, int32_t tree_count, const float *rows,
                                 const float *columns, int32_t count, double *sums, float *workspace)
{
    int32_t *order = (int32_t *)workspace;
    float *projections = workspace + count + FK_SLACK;
    int32_t *right = (int32_t *)(projections + count + FK_SLACK);
    block data = {rows, columns, count, forest->stride};
    for (int32_t t = 0; t < tree_count; t++) {
        const fk_tree *tree = forest->trees + trees[t];
        switch (tree->kind) {
        case FK_SINGLE: walk_block(forest, tree, FK_SINGLE, &data, sums, order, projections, right); break;
        case FK_PAIR: walk_block(forest, tree, FK_PAIR, &data, sums, order, projections, right); break;
        case FK_DENSE: walk_block(forest, tree, FK_DENSE, &data, sums, order, projections, right); break;
        }
    }
}

UNIT double NAME(path_length_sum)(const fk_forest *forest, const int32_t *trees, int32_t tree_count, const float *row)
{
    double sum = 0;
    int32_t first = 0;
    while (first < tree_count) {
        int32_t count = alike(forest, trees + first, tree_count - first);
        switch (forest->trees[trees[first]].kind) {
        case FK_SINGLE: sum += walk_row(forest, FK_SINGLE, trees + first, count, row); break;
        case FK_PAIR: sum += walk_row(forest, FK_PAIR, trees + first, count, row); break;
        case FK_DENSE: sum += walk_row(forest, FK_DENSE, trees + first, count, row); break;
        }
        first += count;
    }
    return sum;
}

UNIT void NAME(leaves)(const fk_forest *forest, const int32_t *trees, int32_t tree_count, const float *row, int32_t *leaves)
{
    int32_t first = 0;
    while (first < tree_count) {
        int32_t count = alike(forest, trees + first, tree_count - first);
        switch (forest->trees[trees[first]].kind) {
        case FK_SINGLE: find_leaves(forest, FK_SINGLE, trees + first, count, row, leaves); break;
        case FK_PAIR: find_leaves(forest, FK_PAIR, trees + first, count, row, leaves); break;
        case FK_DENSE: find_leaves(forest, FK_DENSE, trees + first, count, row, leaves); break;
        }
        first += count;
    }
}

UNIT int32_t NAME(path)(const fk_forest *forest, int32_t tree_index, const float *row, int32_t *way)
{
    const fk_tree *tree = forest->trees + tree_index;
    const fk_cut *cuts = forest->cuts + tree->first_cut;
    const float *coefficients = forest->coefficients + tree->first_coefficient;
    int32_t at = tree->cuts > 0 ? 0 : ~0, count = 0;
    while (at >= 0) {
        way[count++] = at;
        float projection = project_row(tree->kind, cuts + at, at, coefficients, row, forest->stride);
        at = cuts[at].children[projection > cuts[at].threshold];
    }
    way[count] = at;
    return count;
}

UNIT uint64_t NAME(widen_sizes)(const uint8_t *stored, int32_t count, uint32_t *sizes)
{
    uint32_t sum = 0;
    for (int32_t i = 0; i < count; i++) {
        sizes[i] = (uint32_t)stored[i] + 1;
        sum += sizes[i];
    }
    return sum;
}

UNIT void NAME(fill_lengths)(const uint32_t *sizes, const int32_t *depths, const double *expected, int32_t count,
                             float *lengths)
{
    for (int32_t i = 0; i < count; i++) lengths[i] = (float)((double)depths[i] + expected[sizes[i]]);
}

UNIT int32_t NAME(scale)(const float *row, const double *medians, const double *spreads, double limit,
                         int32_t features, float *scaled)
{
    int32_t within = 1;
    for (int32_t f = 0; f < features; f++) {
        double z = ((double)row[f] - medians[f]) / spreads[f];
        within &= fabs(z) <= limit;
        scaled[f] = (float)z;
    }
    return within;
}

UNIT int32_t NAME(copy)(const float *row, float limit, int32_t features, float *copied)
{
    int32_t within = 1;
    for (int32_t f = 0; f < features; f++) {
        within &= fabsf(row[f]) <= limit;
        copied[f] = row[f];
    }
    return within;
}

UNIT void NAME(range)(const float *rows, int32_t stride, int32_t feature, const int32_t *order, int32_t count,
                      float *low, float *high)
{
    range_of(rows + feature, stride, order, count, low, high);
}

UNIT void NAME(ranges)(const float *rows, int32_t stride, const int32_t *order, int32_t count, float *lows,
                       float *highs)
{
    for (int32_t first = 0; first < stride; first += FK_LANES) {
        float smallest[FK_LANES], largest[FK_LANES];
        for (int lane = 0; lane < FK_LANES; lane++) {
            smallest[lane] = INFINITY;
            largest[lane] = -INFINITY;
        }
        for (int32_t i = 0; i < count; i++) {
            const float *row = rows + (int64_t)order[i] * stride + first;
            for (int lane = 0; lane < FK_LANES; lane++) {
                smallest[lane] = row[lane] < smallest[lane] ? row[lane] : smallest[lane];
                largest[lane] = row[lane] > largest[lane] ? row[lane] : largest[lane];
            }
        }
        memcpy(lows + first, smallest, sizeof smallest);
        memcpy(highs + first, largest, sizeof largest);
    }
}

static inline void project(const float *rows, int32_t stride, fk_kind kind, int32_t first, int32_t second,
                           const float *normal, const int32_t *order, int32_t count, float *projections)
{
    switch (kind) {
    case FK_SINGLE: project_single(rows + first, stride, order, count, projections); break;
    case FK_PAIR:
        project_pair(normal[0], rows + first, normal[1], rows + second, stride, order, count, projections);
        break;
    case FK_DENSE: project_dense(normal, rows, stride, order, count, projections); break;
    }
}

UNIT int32_t NAME(separate)(const float *rows, int32_t stride, fk_kind kind, int32_t first, int32_t second,
                            const float *normal, float threshold, int32_t *order, int32_t count, float *workspace)
{
    project(rows, stride, kind, first, second, normal, order, count, workspace);
    return partition(order, workspace, count, threshold, (int32_t *)(workspace + count + FK_SLACK));
}

UNIT int32_t NAME(separate_between)(const float *rows, int32_t stride, fk_kind kind, int32_t first, int32_t second,
                                    const float *normal, double share, int32_t *order, int32_t count,
                                    float *workspace, float *threshold)
{
    project(rows, stride, kind, first, second, normal, order, count, workspace);
    float low = INFINITY, high = -INFINITY;
    for (int32_t i = 0; i < count; i++) {
        low = workspace[i] < low ? workspace[i] : low;
        high = workspace[i] > high ? workspace[i] : high;
    }
    // Rounding must not push the threshold up to the largest projection, or none would be on the right.
    float below_high = nextafterf(high, -INFINITY), wanted = (float)(low + share * ((double)high - low));
    *threshold = wanted < below_high ? wanted : below_high;
    return partition(order, workspace, count, *threshold, (int32_t *)(workspace + count + FK_SLACK));
}
