using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MusicAuth.Tests.Security.Leaks;

/// <summary>Records every output of a broker, and the secrets that the broker received.</summary>
public sealed class LeakRecorder : IDisposable
{
    private readonly ConcurrentDictionary<Output, byte> _outputs = new();
    private readonly List<BrokerLog> _logs = [];
    private readonly ActivityListener _spans;
    private readonly MeterListener _meters = new();
    private int _delivered;

    public LeakRecorder()
    {
        _spans = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Record,
        };
        ActivitySource.AddActivityListener(_spans);
        _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        Measure<byte>();
        Measure<short>();
        Measure<int>();
        Measure<long>();
        Measure<float>();
        Measure<double>();
        Measure<decimal>();
        _meters.Start();
    }

    public PlantedSecrets Secrets { get; } = new();

    /// <summary>The number of requests to the providers that contained a planted value, as they must.</summary>
    public int Delivered => _delivered;

    public void CountDelivery() => Interlocked.Increment(ref _delivered);

    public void Follow(Broker broker)
    {
        _logs.Add(broker.Log);
        Secrets.Add("master key", File.ReadAllText(Path.Combine(broker.DataDirectory, "master.key")).Trim());
        Secrets.Add("master key", System.Text.Encoding.Latin1.GetString(Convert.FromBase64String(
            File.ReadAllText(Path.Combine(broker.DataDirectory, "master.key")).Trim())));
    }

    public void Record(string place, string text) => _outputs.TryAdd(new Output(place, text), 0);

    /// <summary>Records the database files now: a value that is erased later must not have been in them.</summary>
    public void RecordDatabase(Broker broker) => Record("database", new Database(broker.DataDirectory).Bytes());

    /// <summary>The kind and the place of each secret in a wrong place, never its value.</summary>
    public IReadOnlyList<string> Leaks()
    {
        _meters.RecordObservableInstruments();
        var search = Secrets.NewSearch();
        var logged = _logs.SelectMany(log => log.All).Select(entry => new Output("log", entry));
        return
        [
            .. _outputs.Keys.Concat(logged)
                .SelectMany(output => search.KindsIn(output.Text).Select(kind => (kind, output.Place)))
                .Distinct()
                .Where(leak => !IsExpected(leak.kind, leak.Place))
                .Select(leak => $"{leak.kind} in {leak.Place}")
                .Order(StringComparer.Ordinal),
        ];
    }

    public bool HasRecorded(string place) => _outputs.Keys.Any(output => output.Place.StartsWith(place));

    public void Dispose()
    {
        _spans.Dispose();
        _meters.Dispose();
    }

    private static bool IsExpected(string kind, string place) => (kind, place) switch
    {
        ("state", "Location of GET /login/{provider}") => true,
        ("session", "Set-Cookie musicauth_session") => true,
        ("flow cookie", "Set-Cookie musicauth_flow") => true,
        ("calendar", "body of GET /me/calendar/ 200" or "body of POST /me/calendar/ 200") => true,
        ("cursor", var body) when body.StartsWith("body of GET /me/") && body.EndsWith(" 200") => true,
        // The page between a foreign site and the provider links to the same address.
        ("claim", "body of GET /login/{provider} 200") => true,
        ("invitation", "body of POST /users/invitations/ 201") => true,
        _ => false,
    };

    private void Record(Activity span)
    {
        Record($"span of {span.Source.Name}", $"{span.OperationName} {span.DisplayName} {span.StatusDescription} "
            + $"{span.TraceStateString} {Text(span.TagObjects)} "
            + $"{string.Join(' ', span.Baggage.Select(item => $"{item.Key}={item.Value}"))} "
            + string.Join(' ', span.Events.Select(spanEvent => $"{spanEvent.Name} {Text(spanEvent.Tags)}")));
    }

    private void Measure<T>() where T : struct => _meters.SetMeasurementEventCallback<T>(
        (instrument, _, tags, _) =>
            Record($"metric {instrument.Name}", $"{instrument.Meter.Name} {Text(tags.ToArray())}"));

    private static string Text(IEnumerable<KeyValuePair<string, object?>> tags) =>
        string.Join(' ', tags.Select(tag => $"{tag.Key}={tag.Value}"));

    private sealed record Output(string Place, string Text);
}
