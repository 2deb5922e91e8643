namespace MusicAuth.EndToEnd.Infrastructure;

/// <param name="Status">The HTTP status; 0 if the connection broke.</param>
/// <param name="Code">ok, incomplete, gone (without a response), or the problem's code.</param>
/// <param name="Reason">The problem's reason, if it has one.</param>
/// <param name="Duration">The duration of the request.</param>
public sealed record Reply(int Status, string Code, string? Reason, TimeSpan Duration)
{
    public bool IsOk => Code == "ok";

    public bool IsLostInFlight => Code == "reauthorization_required" && Reason == "lost_in_flight";
}
