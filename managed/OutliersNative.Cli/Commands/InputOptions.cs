using System.CommandLine;
using System.Text;
using OutliersNative.Tables;

namespace OutliersNative.Cli.Commands;

/// <summary>The options that say how the input is read.</summary>
internal sealed class InputOptions
{
    private readonly Option<string[]> _column = new("--column", "-c") { Description = "A column to judge: its name, or its number, counted from 1. May be repeated. Default: the only numeric column.", HelpName = "NAME" };
    private readonly Option<string?> _time = new("--time", "-t") { Description = "The column of timestamps, or 'none'. Default: detected.", HelpName = "NAME" };
    private readonly Option<string?> _dates = new("--dates") { Description = "The order in dates such as 01/02/2024: 'dmy', day first, or 'mdy', month first. Default: detected.", HelpName = "dmy|mdy" };
    private readonly Option<string?> _by = new("--by", "-b") { Description = "Judge each group of rows that has the same value in this column as a series of its own.", HelpName = "NAME" };
    private readonly Option<string?> _nan = new("--nan") { Description = "What a field without a number is (blank, NA, NaN): 'raise', an error, or 'omit', a gap. Default: raise.", HelpName = "raise|omit" };
    private readonly Option<bool> _skipBadRows = new("--skip-bad-rows") { Description = "Leave out rows that cannot be read, and say how many." };
    private readonly Option<string?> _decimal = new("--decimal") { Description = "The decimal mark: '.' or ','. Default: detected.", HelpName = "MARK" };
    private readonly Option<string?> _thousands = new("--thousands") { Description = "The separator of thousands. Default: none.", HelpName = "MARK" };
    private readonly Option<string?> _delimiter = new("--delimiter", "-d") { Description = "The character between fields; 'tab' for a tab. Default: detected.", HelpName = "CHAR" };
    private readonly Option<string?> _comment = new("--comment") { Description = "The character that begins a comment line; 'none' for no comments. Default: #.", HelpName = "CHAR" };
    private readonly Option<string?> _header = new("--header") { Description = "Whether the first row names the columns: 'yes' or 'no'. Default: detected.", HelpName = "yes|no" };
    private readonly Option<string?> _encoding = new("--encoding") { Description = "The encoding, such as latin1, utf-16, windows-1252. Default: detected.", HelpName = "NAME" };
    private readonly Option<int?> _skipLines = new("--skip-lines") { Description = "The number of lines before the table. Default: detected.", HelpName = "N" };

    public InputOptions()
    {
        Accept(_nan, "raise", "omit");
        Accept(_decimal, ".", ",");
        Accept(_header, "yes", "no");
        Accept(_dates, "dmy", "mdy");
    }

    /// <summary>Those that say what is judged.</summary>
    public Option[] Columns => [_column, _time, _by];

    /// <summary>Those that say how the text is read.</summary>
    public Option[] Format => [_nan, _skipBadRows, _decimal, _thousands, _dates, _delimiter, _comment, _header, _encoding, _skipLines];

    public ReadOptions Read(ParseResult parsed, Action<string> note)
    {
        char? mark = Mark("--decimal", parsed.GetValue(_decimal)), thousands = Mark("--thousands", parsed.GetValue(_thousands));
        if (mark is not null && mark == thousands)
        {
            throw new UserError($"--decimal and --thousands are both '{mark}'; expected two marks.");
        }
        return new()
        {
            Columns = parsed.GetValue(_column) ?? [],
            Time = parsed.GetValue(_time),
            Dates = parsed.GetValue(_dates) switch { null => null, "mdy" => DateOrder.MonthFirst, _ => DateOrder.DayFirst },
            By = parsed.GetValue(_by),
            OmitMissing = parsed.GetValue(_nan) == "omit",
            SkipBadRows = parsed.GetValue(_skipBadRows),
            Decimal = mark,
            Thousands = thousands,
            Delimiter = Mark("--delimiter", parsed.GetValue(_delimiter)),
            Comment = parsed.GetValue(_comment) switch { null => '#', "none" => '\0', { } comment => Mark("--comment", comment)!.Value },
            HasHeader = parsed.GetValue(_header) is { } header ? header == "yes" : null,
            Encoding = EncodingOf(parsed.GetValue(_encoding)),
            SkipLines = parsed.GetValue(_skipLines),
            Note = note,
        };
    }

    /// <summary>Accepts these values only, and completes them.</summary>
    public static void Accept(Option<string?> option, params string[] values) => option.AcceptOnlyFromAmong(values);

    private static char? Mark(string option, string? text) => text switch
    {
        null => null,
        "tab" or "\\t" => '\t',
        "space" => ' ',
        ['\u2019'] when option == "--thousands" => '\u2019',
        [var mark] when char.IsAscii(mark) && !char.IsLetterOrDigit(mark) && mark is not '"' => mark,
        _ => throw new UserError($"{option} is '{text}'; expected one punctuation character of ASCII, 'tab' or 'space'."),
    };

    private static Encoding? EncodingOf(string? name)
    {
        if (name is null)
        {
            return null;
        }
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            throw new UserError($"--encoding {name} is not known; expected a name such as utf-8, utf-16, latin1 or windows-1252.");
        }
    }
}
