namespace MusicAuth.Operations.Doctor;

/// <summary>The time at a provider, from its header <c>Date</c>; null where it does not answer.</summary>
internal delegate Task<DateTimeOffset?> ProviderDate(
    ProviderRegistration provider, CancellationToken cancellationToken);
