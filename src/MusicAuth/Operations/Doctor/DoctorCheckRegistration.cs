namespace MusicAuth.Operations.Doctor;

/// <summary>A check of the report. The runner creates it, because its options can be invalid.</summary>
/// <param name="Name">The name in the report.</param>
/// <param name="Type">The class of the check.</param>
/// <param name="IsForOwner">Whether the findings also appear in the owner's to-do list while the server runs.</param>
internal sealed record DoctorCheckRegistration(string Name, Type Type, bool IsForOwner = false);
