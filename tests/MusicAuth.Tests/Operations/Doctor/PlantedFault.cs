namespace MusicAuth.Tests.Operations.Doctor;

/// <summary>A fault, and the finding that it must cause.</summary>
/// <param name="Code">The code of the finding.</param>
/// <param name="Severity">Its severity on the wire.</param>
/// <param name="Remedy">A setting or a command that the finding names.</param>
/// <param name="Plant">Makes the fault in a healthy instance.</param>
internal sealed record PlantedFault(string Code, string Severity, string Remedy, Action<DoctorCopy> Plant);
