using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>Every log entry of a broker, with all that a sink could write of it.</summary>
public sealed class BrokerLog : ILogEventSink
{
    private static readonly JsonFormatter Everything = new(renderMessage: true);
    private readonly ConcurrentQueue<(LogEventLevel Level, string Text)> _entries = new();

    public IEnumerable<string> All => _entries.Select(entry => entry.Text);

    public IEnumerable<string> Errors =>
        _entries.Where(entry => entry.Level >= LogEventLevel.Error).Select(entry => entry.Text);

    /// <summary>What went wrong so far, for the message of a test that fails.</summary>
    public string Troubles => string.Join(
        '\n', _entries.Where(entry => entry.Level >= LogEventLevel.Warning).Select(entry => entry.Text));

    public void Emit(LogEvent logEvent)
    {
        using var text = new StringWriter();
        Everything.Format(logEvent, text);
        _entries.Enqueue((logEvent.Level, text.ToString()));
    }
}
