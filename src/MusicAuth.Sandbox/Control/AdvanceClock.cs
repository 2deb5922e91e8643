namespace MusicAuth.Sandbox.Control;

internal sealed record AdvanceClock
{
    public required double AdvanceSeconds { get; init; }
}
