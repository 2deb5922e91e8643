using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>Every log entry of a broker, with all properties that a sink can write.</summary>
public sealed class BrokerLog : ILogEventSink
{
    private static readonly JsonFormatter Everything = new(renderMessage: true);
    private readonly ConcurrentQueue<(LogEventLevel Level, string Text)> _entries = new();

    public IEnumerable<string> All => _entries.Select(entry => entry.Text);

    public IEnumerable<string> Errors =>
        _entries.Where(entry => entry.Level >= LogEventLevel.Error).Select(entry => entry.Text);

    /// <summary>All warnings and errors, for the message of a failed test.</summary>
    public string WarningsAndErrors => string.Join(
        '\n', _entries.Where(entry => entry.Level >= LogEventLevel.Warning).Select(entry => entry.Text));

    public void Emit(LogEvent logEvent)
    {
        using var text = new StringWriter();
        Everything.Format(logEvent, text);
        _entries.Enqueue((logEvent.Level, text.ToString()));
    }
}
