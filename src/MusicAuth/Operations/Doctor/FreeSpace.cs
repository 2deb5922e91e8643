namespace MusicAuth.Operations.Doctor;

/// <summary>The free bytes of the disk of a folder.</summary>
internal delegate long FreeSpace(string folder);
