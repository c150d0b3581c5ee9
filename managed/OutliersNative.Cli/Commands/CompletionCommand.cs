using System.CommandLine;
using System.CommandLine.Completions;

namespace OutliersNative.Cli.Commands;

/// <summary><c>outliers completion</c>: prints the script that completes the command in a shell.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # outliers: completion for bash. Add to ~/.bashrc:  source <(outliers completion bash)
        _outliers() {
            local IFS=$'\n'
            mapfile -t COMPREPLY < <(compgen -W "$(outliers complete "$COMP_POINT" "$COMP_LINE" 2>/dev/null </dev/null)" -- "${COMP_WORDS[COMP_CWORD]}")
        }
        complete -o default -F _outliers outliers
        """;

    private const string Zsh = """
        # outliers: completion for zsh. Add to ~/.zshrc:  source <(outliers completion zsh)
        _outliers() {
            local -a found
            found=("${(@f)$(outliers complete "${#LBUFFER}" "$BUFFER" 2>/dev/null </dev/null)}")
            compset -P '--*='
            if [[ -n "${found[1]}" ]]; then compadd -a found; else _files; fi
        }
        compdef _outliers outliers
        """;

    private const string PowerShell = """
        # outliers: completion for PowerShell. Add to $PROFILE:  outliers completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName outliers -ScriptBlock {
            param($word, $ast, $cursor)
            $at = $cursor - $ast.Extent.StartOffset
            outliers complete $at "$ast".PadRight($at) 2>$null | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    public static Command Make()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or pwsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "pwsh");
        var command = new Command("completion", "Print the script that completes this command in bash, zsh or PowerShell.") { shell };
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.WriteLine(parsed.GetRequiredValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => PowerShell });
            return 0;
        });
        return command;
    }

    /// <summary>What the scripts call: the words that may follow.</summary>
    public static Command MakeComplete(Command root)
    {
        var position = new Argument<int>("POSITION");
        var line = new Argument<string>("LINE");
        var command = new Command("complete") { position, line };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            string text = parsed.GetRequiredValue(line);
            text = text[..Math.Clamp(parsed.GetValue(position), 0, text.Length)];
            int start = text.LastIndexOf(' ') + 1, equals = text.IndexOf('=', start);
            if (text.AsSpan(start).StartsWith("--") && equals > 0)
            {
                text = $"{text[..equals]} {text[(equals + 1)..]}"; // --method=s as --method s
                start = equals + 1;
            }
            string word = text[start..];
            foreach (CompletionItem item in root.Parse(text).GetCompletions(text.Length))
            {
                // Options only where one was begun: otherwise the shell completes files.
                bool fits = item.Label.StartsWith(word, StringComparison.Ordinal) && (word.Length > 0 || item.Label[0] != '-');
                if (fits && item.Label[0] != '/' && item.Label != "-?")
                {
                    parsed.InvocationConfiguration.Output.WriteLine(item.Label);
                }
            }
            return 0;
        });
        return command;
    }
}
