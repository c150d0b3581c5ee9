using System.Globalization;

namespace OutliersNative.Tables;

/// <summary>Decides which columns are read.</summary>
internal static class ColumnChoice
{
    public static Selection Select(Table table, ReadOptions options)
    {
        int by = options.By is { } group ? Find(table, group, "--by") : -1;
        int[] named = [.. options.Columns.Select(name => Find(table, name, "--column")).Distinct()];
        int time = options.Time switch
        {
            null => FindTime(table, [by, .. named]),
            "none" => -1,
            { } name => Find(table, name, "--time"),
        };
        int[] values = named.Length > 0 ? named : [FindOnly(table, options, time, by)];
        if (table.Columns.Count > 1 && (named.Length == 0 || time >= 0))
        {
            string shown = string.Join(", ", values.Select(each => $"'{table.Columns[each].Name}'"));
            options.Note($"{table.Name}: column {shown}{(time >= 0 ? $", time '{table.Columns[time].Name}'" : "")}");
        }
        string[] names = [.. values.Select(each => table.Columns[each].Name)];
        if (names.Distinct().Count() < names.Length)
        {
            names = [.. names.Zip(values, (name, column) => $"{name} ({column + 1})")];
        }
        return new Selection(values, names, time, by, time < 0 ? DateOrder.Any : OrderOf(table, time, options));
    }

    private static DateOrder OrderOf(Table table, int time, ReadOptions options)
    {
        DateOrder found = table.Columns[time].Dates;
        if (found == DateOrder.Undecided && options.Dates is null)
        {
            options.Note($"{table.Name}: the dates of '{table.Columns[time].Name}' are read with the day first; --dates mdy sets the other order.");
        }
        return options.Dates ?? found;
    }

    private static int Find(Table table, string name, string option)
    {
        int[] found = [.. Enumerable.Range(0, table.Columns.Count).Where(at => table.Columns[at].Name == name)];
        if (found.Length > 1)
        {
            throw new UserError($"{table.Name}: {found.Length} columns have the name '{name}'; pass a number instead, {option} {found[0] + 1} or {option} {found[1] + 1}.");
        }
        if (found.Length == 1)
        {
            return found[0];
        }
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= table.Columns.Count)
        {
            return number - 1;
        }
        throw new UserError($"{table.Name} has no column '{name}'; it has {Names(table.Columns)}.");
    }

    private static int FindTime(Table table, int[] taken)
    {
        int[] times = [.. Enumerable.Range(0, table.Columns.Count).Where(at => table.Columns[at].Kind == ColumnKind.Time && !taken.Contains(at))];
        return times.Length > 0 ? times[0] : -1;
    }

    private static int FindOnly(Table table, ReadOptions options, int time, int by)
    {
        int[] numeric = [.. Enumerable.Range(0, table.Columns.Count).Where(at => at != time && at != by && table.Columns[at].Kind == ColumnKind.Number)];
        if (numeric.Length == 0 && table.Columns.Count(each => each.Kind == ColumnKind.Counter) == 1)
        {
            numeric = [.. Enumerable.Range(0, table.Columns.Count).Where(at => table.Columns[at].Kind == ColumnKind.Counter)];
        }
        if (numeric.Length == 1)
        {
            return numeric[0];
        }
        if (numeric.Length == 0 && table.Columns.Count == 1)
        {
            return 0; // the message about its first field says more
        }
        if (table.Columns.Count == 0)
        {
            throw new UserError($"{table.Name} has no columns that can be read; expected one of numbers.");
        }
        throw numeric.Length == 0
            ? new UserError($"{table.Name} has no numeric column; it has {Names(table.Columns)}. Pass --column NAME to read one, and the error says which field is no number.")
            : new UserError($"{table.Name} has {numeric.Length} numeric columns: {Names(numeric.Select(at => table.Columns[at]))}. Choose with --column NAME (or its number), which may be repeated.");
    }

    private static string Names(IEnumerable<Column> columns)
    {
        string[] names = [.. columns.Select(column => $"'{column.Name}'")];
        if (names.Distinct().Count() < names.Length)
        {
            names = [.. names.Select((name, at) => $"{name} ({at + 1})")];
        }
        const int most = 20;
        return string.Join(", ", names.Take(most)) + (names.Length > most ? $" and {names.Length - most} more" : "");
    }
}
