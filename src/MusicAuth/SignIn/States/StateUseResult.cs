namespace MusicAuth.SignIn.States;

internal enum StateUseResult
{
    Accepted,

    AlreadyUsed,

    /// <summary>Too many anonymous flows are stored, so the state was not marked as used.</summary>
    LimitReached,
}
