/* SPDX-License-Identifier: Apache-2.0 */
/* The stretch of the disk that libntfs-3g takes for a device. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "practice/ntfs.h"

static struct fs *
fs_of(struct ntfs_device *device)
{
	return device->d_private;
}

static int
device_open(struct ntfs_device *device, int flags)
{
	(void)flags;
	NDevSetOpen(device);
	return 0;
}

static int
device_close(struct ntfs_device *device)
{
	device->d_state &= ~(1ul << ND_Open);
	return 0;
}

static s64
device_seek(struct ntfs_device *device, s64 offset, int whence)
{
	struct fs *fs = fs_of(device);
	int64_t base = whence == SEEK_SET   ? 0
		       : whence == SEEK_CUR ? fs->position
					    : (int64_t)fs->region.size;

	if (base + offset < 0) {
		errno = EINVAL;
		return -1;
	}
	return fs->position = base + offset;
}

static s64
device_pread(struct ntfs_device *device, void *to, s64 n, s64 offset)
{
	struct error e = {0};

	if (offset < 0 || n < 0 ||
	    region_read(&fs_of(device)->region, (uint64_t)offset, to, (size_t)n, &e)) {
		errno = EIO;
		return -1;
	}
	return n;
}

static s64
device_pwrite(struct ntfs_device *device, const void *from, s64 n, s64 offset)
{
	struct error e = {0};

	if (offset < 0 || n < 0 ||
	    region_write(&fs_of(device)->region, (uint64_t)offset, from, (size_t)n, &e)) {
		errno = EIO;
		return -1;
	}
	return n;
}

static s64
device_read(struct ntfs_device *device, void *to, s64 n)
{
	s64 got = device_pread(device, to, n, fs_of(device)->position);

	fs_of(device)->position += got > 0 ? got : 0;
	return got;
}

static s64
device_write(struct ntfs_device *device, const void *from, s64 n)
{
	s64 wrote = device_pwrite(device, from, n, fs_of(device)->position);

	fs_of(device)->position += wrote > 0 ? wrote : 0;
	return wrote;
}

static int
device_sync(struct ntfs_device *device)
{
	(void)device;
	return 0;
}

static int
device_stat(struct ntfs_device *device, struct stat *st)
{
	memset(st, 0, sizeof *st);
	st->st_mode = S_IFREG;
	st->st_size = (off_t)fs_of(device)->region.size;
	return 0;
}

static int
device_ioctl(struct ntfs_device *device, unsigned long request, void *argument)
{
	(void)device;
	(void)request;
	(void)argument;
	errno = EOPNOTSUPP;
	return -1;
}

int
ntfs_attach(struct fs *fs, struct error *e)
{
	/* The library wants it writable; it only reads it. */
	static struct ntfs_device_operations operations = {
		.open = device_open,
		.close = device_close,
		.seek = device_seek,
		.read = device_read,
		.write = device_write,
		.pread = device_pread,
		.pwrite = device_pwrite,
		.sync = device_sync,
		.stat = device_stat,
		.ioctl = device_ioctl,
	};
	struct ntfs_device *device = ntfs_device_alloc("practice", 0, &operations, fs);

	if (!device)
		return ntfs_failed("make a device", e);
	fs->volume = ntfs_device_mount(device, NTFS_MNT_NONE);
	if (fs->volume) {
		const struct plant plain = {0};
		struct times times = plant_times(&plain, fs->recipe);

		/* Opened in a way of its own, without its times; written when it grows. */
		ntfs_date(fs->volume->mft_ni, &times);
		return 0;
	}
	ntfs_failed("mount the volume it made", e);
	ntfs_device_free(device);
	return -1;
}
