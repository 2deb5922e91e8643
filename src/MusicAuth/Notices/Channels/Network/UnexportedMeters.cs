using System.Diagnostics.Metrics;

namespace MusicAuth.Notices.Channels.Network;

/// <summary>A meter that is not exported: the tags of an HTTP client would name the targets of users.</summary>
internal sealed class UnexportedMeters : IMeterFactory
{
    private readonly Meter _meter = new("MusicAuth.Notices.Http");

    public Meter Create(MeterOptions options) => _meter;

    public void Dispose() => _meter.Dispose();
}
