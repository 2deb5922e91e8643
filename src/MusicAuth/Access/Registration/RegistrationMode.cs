namespace MusicAuth.Access.Registration;

internal enum RegistrationMode
{
    /// <summary>The first sign-in owns the instance; no other account can register.</summary>
    Owner,

    /// <summary>Only listed accounts can register.</summary>
    AllowList,

    /// <summary>Every account can register.</summary>
    Open,
}
