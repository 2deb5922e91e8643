namespace MusicAuth.Operations.Doctor;

/// <summary>The format of the file system of a folder, such as <c>ext4</c>; empty where it is unreadable.</summary>
internal delegate string FileSystemFormat(string folder);
