namespace MusicAuth.EndToEnd.Infrastructure;

/// <param name="Status">Of HTTP; 0 where the connection broke.</param>
/// <param name="Code">ok, gone, or the problem's code.</param>
/// <param name="Reason">The problem's, where it has one.</param>
/// <param name="Duration">How long it took.</param>
public sealed record Reply(int Status, string Code, string? Reason, TimeSpan Duration)
{
    public bool IsOk => Code == "ok";

    public bool IsLostInFlight => Code == "reauthorization_required" && Reason == "lost_in_flight";
}
