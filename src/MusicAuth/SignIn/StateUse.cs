namespace MusicAuth.SignIn;

/// <summary>What using a state came to.</summary>
public enum StateUse
{
    First,

    /// <summary>It was used before.</summary>
    Repeated,

    /// <summary>Strangers have used too many; it was not used.</summary>
    TooMany,
}
