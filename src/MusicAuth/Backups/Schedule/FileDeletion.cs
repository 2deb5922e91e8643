namespace MusicAuth.Backups.Schedule;

/// <summary>Deletes a file in the folder of the backups.</summary>
internal delegate void FileDeletion(string file);
