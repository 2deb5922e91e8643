namespace MusicAuth.Access.Registration;

public enum RegistrationMode
{
    /// <summary>The first sign-in owns the instance; later unknown accounts are refused.</summary>
    Owner,

    /// <summary>Only the listed accounts.</summary>
    AllowList,

    /// <summary>Everybody who can reach the instance and sign in at a provider.</summary>
    Open,
}
