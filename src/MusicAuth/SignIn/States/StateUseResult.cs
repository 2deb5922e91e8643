namespace MusicAuth.SignIn.States;

/// <summary>What using a state came to.</summary>
public enum StateUseResult
{
    Accepted,

    /// <summary>It was used before.</summary>
    AlreadyUsed,

    /// <summary>Strangers have used too many; it was not used.</summary>
    LimitReached,
}
