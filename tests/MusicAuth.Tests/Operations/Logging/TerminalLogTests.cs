using System.Text.RegularExpressions;
using Serilog.Core;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Logging;

/// <summary>Sequential, because the test replaces the console of the process.</summary>
[Collection(nameof(SequentialTests))]
public sealed partial class TerminalLogTests
{
    [Fact]
    public void On_a_terminal_each_event_is_a_readable_line_and_only_an_error_has_a_stack_trace()
    {
        var lines = Write(log =>
        {
            log.Information("MusicAuth listens at {Address}", "http://127.0.0.1:5080");
            log.Warning(new IOException("No space\nleft"), "A backup failed");
            log.Error(new InvalidOperationException("Broken"), "A request failed");
        });

        lines[0].ShouldMatch(@"^\d\d:\d\d:\d\d INF MusicAuth listens at http://127\.0\.0\.1:5080$");
        lines[1].ShouldMatch(@"^\d\d:\d\d:\d\d WRN A backup failed \(IOException: No space left\)$");
        lines[2].ShouldMatch(@"^\d\d:\d\d:\d\d ERR A request failed$");
        lines[3].ShouldBe("System.InvalidOperationException: Broken");
        lines.Length.ShouldBe(4);
    }

    private static string[] Write(Action<Logger> write)
    {
        var console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            using var log = (Logger)SerilogSetup.CreateConsole(isTerminal: true);
            write(log);
        }
        finally
        {
            Console.SetOut(console);
        }

        return Colours().Replace(output.ToString(), "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"\x1b\[[0-9;]*m", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Colours();
}
