/*
 * Which animals cost airlines most? Reads the FAA's reports of wildlife strikes and ranks the species by what
 * their strikes cost.
 *
 *   strikes REPORTS.csv OUTPUT_FOLDER
 *
 * The job runs this program once per partition. Each partition answers for its own run of years: it divides the
 * years that the file covers by BACALHAU_PARTITION_COUNT and takes the share number BACALHAU_PARTITION_INDEX.
 * It prints the costliest species and writes all of them to OUTPUT_FOLDER/species-FIRST-LAST.csv.
 *
 * Exit codes: 0 done, 1 the data cannot be read or is not as expected, 2 wrong use.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_LINE_BYTES = 1024, /* the longest line of the data has 157 */
    MAX_SPECIES = 256,     /* the data names 37 */
    MAX_NAME_BYTES = 64,
    RANKING_ROWS = 5,
    MAX_COLUMNS = 32
};

/* The columns that we read, by their names in the first line. */
enum column { DAMAGE, DATE, SPECIES, COST, COLUMN_COUNT };
static const char *const COLUMN_NAMES[COLUMN_COUNT] = {
    "Effect Amount of damage", "Flight Date", "Wildlife Species", "Cost Total $"};

struct tally {
    char name[MAX_NAME_BYTES];
    long strikes;
    long with_damage;
    long cost_dollars;
};

struct years {
    int first;
    int last;
};

struct reports {
    FILE *file;
    const char *path;
    long line_number;
    int position[COLUMN_COUNT]; /* where each column stands in a line */
    char line[MAX_LINE_BYTES];
    char *fields[MAX_COLUMNS];
};

static void fail_at_line(const struct reports *reports, const char *problem) {
    fprintf(stderr, "strikes: %s, line %ld: %s\n", reports->path, reports->line_number, problem);
    exit(1);
}

/* Reads the next line and splits it at its commas. Returns the number of fields, 0 at the end of the file. */
static int next_line(struct reports *reports) {
    if (fgets(reports->line, sizeof reports->line, reports->file) == NULL) {
        if (ferror(reports->file)) fail_at_line(reports, "reading failed");
        return 0;
    }
    reports->line_number++;
    size_t length = strcspn(reports->line, "\r\n");
    if (length == sizeof reports->line - 1) fail_at_line(reports, "the line is too long");
    reports->line[length] = '\0';
    if (strchr(reports->line, '"') != NULL) fail_at_line(reports, "quoted fields are not understood");

    int count = 0;
    for (char *rest = reports->line; rest != NULL; count++) {
        if (count == MAX_COLUMNS) fail_at_line(reports, "too many columns");
        reports->fields[count] = rest;
        rest = strchr(rest, ',');
        if (rest != NULL) *rest++ = '\0';
    }
    return count;
}

/* Opens the file and finds the columns in its first line. */
static void open_reports(struct reports *reports, const char *path) {
    memset(reports, 0, sizeof *reports);
    reports->path = path;
    reports->file = fopen(path, "r");
    if (reports->file == NULL) {
        perror(path);
        exit(1);
    }
    int count = next_line(reports);
    for (int column = 0; column < COLUMN_COUNT; column++) {
        int at = 0;
        while (at < count && strcmp(reports->fields[at], COLUMN_NAMES[column]) != 0) at++;
        if (at == count) {
            fprintf(stderr, "strikes: %s has no column \"%s\"\n", path, COLUMN_NAMES[column]);
            exit(1);
        }
        reports->position[column] = at;
    }
}

/* Moves to the next report; returns 0 when there is none left. */
static int next_report(struct reports *reports) {
    int count = next_line(reports);
    if (count == 0) return 0;
    for (int column = 0; column < COLUMN_COUNT; column++) {
        if (reports->position[column] >= count) fail_at_line(reports, "columns are missing");
    }
    return 1;
}

static const char *field(const struct reports *reports, enum column column) {
    return reports->fields[reports->position[column]];
}

/* Reads a whole number of 0 or more that ends at `end`, such as the year of 1990-01-08 that ends at '-'. */
static long number(const struct reports *reports, enum column column, char end) {
    const char *text = field(reports, column);
    char *stop;
    long value = strtol(text, &stop, 10);
    if (stop == text || *stop != end || value < 0) fail_at_line(reports, "a number or date is malformed");
    return value;
}

/* The first and last year of all reports, or 1 and 0 when there is no report. */
static struct years years_of_file(const char *path) {
    struct years all = {1, 0};
    struct reports reports;
    open_reports(&reports, path);
    while (next_report(&reports)) {
        int year = (int)number(&reports, DATE, '-');
        if (all.last < all.first) all.first = all.last = year;
        if (year < all.first) all.first = year;
        if (year > all.last) all.last = year;
    }
    fclose(reports.file);
    return all;
}

/* The years for which one of `count` partitions answers; none (last before first) when there are not enough. */
static struct years share_of(struct years all, int index, int count) {
    int span = all.last - all.first + 1;
    struct years share = {all.first + span * index / count, all.first + span * (index + 1) / count - 1};
    return share;
}

static struct tally *tally_of(struct tally *tallies, int *count, const struct reports *reports) {
    const char *name = field(reports, SPECIES);
    for (int i = 0; i < *count; i++) {
        if (strcmp(tallies[i].name, name) == 0) return &tallies[i];
    }
    if (*count == MAX_SPECIES) fail_at_line(reports, "too many species");
    if (strlen(name) >= MAX_NAME_BYTES) fail_at_line(reports, "the name of the species is too long");
    struct tally *added = &tallies[(*count)++];
    memset(added, 0, sizeof *added);
    strcpy(added->name, name);
    return added;
}

static void add_report(struct tally *tally, int damage, long cost_dollars) {
    tally->strikes++;
    tally->with_damage += damage;
    tally->cost_dollars += cost_dollars;
}

/* Costliest first, then most strikes, then by name. */
static int by_cost(const void *left, const void *right) {
    const struct tally *a = left, *b = right;
    if (a->cost_dollars != b->cost_dollars) return a->cost_dollars < b->cost_dollars ? 1 : -1;
    if (a->strikes != b->strikes) return a->strikes < b->strikes ? 1 : -1;
    return strcmp(a->name, b->name);
}

/* Names such as "Unknown bird - large" say that nobody could tell what was struck. */
static int is_identified(const struct tally *tally) {
    return strncmp(tally->name, "Unknown", strlen("Unknown")) != 0;
}

/* Formats a number with commas between the thousands, in a buffer of its own that the next call reuses. */
static const char *with_commas(long value) {
    static char text[32];
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%ld", value);
    int at = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) text[at++] = ',';
        text[at++] = digits[i];
    }
    text[at] = '\0';
    return text;
}

static void print_row(const struct tally *tally) {
    printf("  %-20s %7ld %6ld %% %15s\n", tally->name, tally->strikes,
           (100 * tally->with_damage + tally->strikes / 2) / tally->strikes, with_commas(tally->cost_dollars));
}

static void print_ranking(struct years years, const struct tally *tallies, int count) {
    struct tally all = {"all reports", 0, 0, 0}, unknown = {"(nobody could tell)", 0, 0, 0};
    for (int i = 0; i < count; i++) {
        struct tally *sums[] = {&all, is_identified(&tallies[i]) ? NULL : &unknown};
        for (int j = 0; j < 2 && sums[j] != NULL; j++) {
            sums[j]->strikes += tallies[i].strikes;
            sums[j]->with_damage += tallies[i].with_damage;
            sums[j]->cost_dollars += tallies[i].cost_dollars;
        }
    }
    printf("The costliest animals of %d to %d\n", years.first, years.last);
    printf("  %-20s %7s %8s %15s\n", "animal", "strikes", "damage", "cost in dollars");
    for (int i = 0, shown = 0; i < count && shown < RANKING_ROWS; i++) {
        if (!is_identified(&tallies[i])) continue;
        print_row(&tallies[i]);
        shown++;
    }
    if (unknown.strikes > 0) print_row(&unknown);
    if (all.strikes > 0) print_row(&all);
}

static void write_all_species(const char *folder, struct years years, const struct tally *tallies, int count) {
    char path[512];
    int length = snprintf(path, sizeof path, "%s/species-%d-%d.csv", folder, years.first, years.last);
    if (length < 0 || (size_t)length >= sizeof path) {
        fprintf(stderr, "strikes: the name of the output folder is too long\n");
        exit(2);
    }
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        perror(path);
        exit(1);
    }
    fprintf(out, "species,strikes,with_damage,cost_dollars\n");
    for (int i = 0; i < count; i++) {
        fprintf(out, "%s,%ld,%ld,%ld\n", tallies[i].name, tallies[i].strikes, tallies[i].with_damage,
                tallies[i].cost_dollars);
    }
    if (ferror(out) || fclose(out) != 0) {
        perror(path);
        exit(1);
    }
}

/* A whole number from the environment, or `otherwise` when the variable is not set. */
static int number_from_environment(const char *name, int otherwise) {
    const char *text = getenv(name);
    if (text == NULL) return otherwise;
    char *stop;
    long value = strtol(text, &stop, 10);
    if (stop == text || *stop != '\0' || value < 0 || value > 1000000) {
        fprintf(stderr, "strikes: %s=%s is not a number from 0 to 1000000\n", name, text);
        exit(2);
    }
    return (int)value;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: strikes REPORTS.csv OUTPUT_FOLDER\n");
        return 2;
    }
    int index = number_from_environment("BACALHAU_PARTITION_INDEX", 0);
    int count = number_from_environment("BACALHAU_PARTITION_COUNT", 1);
    if (index >= count) {
        fprintf(stderr, "strikes: partition %d of %d does not exist\n", index, count);
        return 2;
    }
    struct years years = share_of(years_of_file(argv[1]), index, count);
    if (years.last < years.first) {
        printf("No years left for partition %d of %d\n", index, count);
        return 0;
    }

    static struct reports reports;
    static struct tally tallies[MAX_SPECIES];
    int species = 0;
    open_reports(&reports, argv[1]);
    while (next_report(&reports)) {
        int year = (int)number(&reports, DATE, '-');
        if (year < years.first || year > years.last) continue;
        int damage = strcmp(field(&reports, DAMAGE), "None") != 0;
        add_report(tally_of(tallies, &species, &reports), damage, number(&reports, COST, '\0'));
    }
    fclose(reports.file);

    qsort(tallies, (size_t)species, sizeof tallies[0], by_cost);
    print_ranking(years, tallies, species);
    write_all_species(argv[2], years, tallies, species);
    return 0;
}
