/* SPDX-License-Identifier: Apache-2.0 */
#include "guard/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Numbers are the same on every architecture (they were added after the tables were unified). */
#define NR_CREATE_RULESET 444
#define NR_ADD_RULE	  445
#define NR_RESTRICT_SELF  446

#define CREATE_RULESET_VERSION 1u
#define RULE_PATH_BENEATH      1

#define ACCESS_READ_FILE   (1ull << 2)
#define ACCESS_READ_DIR	   (1ull << 3)
#define ACCESS_WRITE_FILE  (1ull << 1)
#define ACCESS_REMOVE_FILE (1ull << 5)
#define ACCESS_MAKE_REG	   (1ull << 8)
#define ACCESS_TRUNCATE	   (1ull << 14) /* since ABI 3 */
#define ACCESS_IOCTL_DEV   (1ull << 15) /* since ABI 5: a block device is asked its size by ioctl */

/* What the kernel knows of, whatever the headers at build time knew. */
struct ruleset {
	uint64_t handled_fs;
	uint64_t handled_net; /* since ABI 4 */
	uint64_t scoped;      /* since ABI 6 */
};

struct path_rule {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

int
landlock_abi(void)
{
	long abi = syscall(NR_CREATE_RULESET, NULL, 0, CREATE_RULESET_VERSION);

	return abi > 0 ? (int)abi : 0;
}

static uint64_t
fs_rights(int abi)
{
	unsigned bits = 13; /* ABI 1: execute … make_sym */

	if (abi >= 2)
		bits = 14; /* refer */
	if (abi >= 3)
		bits = 15; /* truncate */
	if (abi >= 5)
		bits = 16; /* ioctl_dev */
	return (1ull << bits) - 1;
}

static int
allow_reading(int ruleset, const char *place, int abi, struct error *e)
{
	struct path_rule rule = {ACCESS_READ_FILE, -1};
	struct stat st;
	long r;

	rule.parent = open(place, O_PATH | O_CLOEXEC);
	if (rule.parent < 0)
		return error_system(e, "%s", place);
	if (fstat(rule.parent, &st) == 0 && S_ISDIR(st.st_mode))
		rule.allowed |= ACCESS_READ_DIR;
	else if (abi >= 5)
		rule.allowed |= ACCESS_IOCTL_DEV;
	r = syscall(NR_ADD_RULE, ruleset, RULE_PATH_BENEATH, &rule, 0);
	close(rule.parent);
	return r ? error_system(e, "Landlock rule for %s", place) : 0;
}

static int
allow_making(int ruleset, const char *folder, int abi, struct error *e)
{
	struct path_rule rule = {ACCESS_READ_FILE | ACCESS_READ_DIR | ACCESS_WRITE_FILE |
					 ACCESS_REMOVE_FILE | ACCESS_MAKE_REG,
				 -1};
	long r;

	if (abi >= 3)
		rule.allowed |= ACCESS_TRUNCATE;
	rule.parent = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (rule.parent < 0)
		return error_system(e, "%s", folder);
	r = syscall(NR_ADD_RULE, ruleset, RULE_PATH_BENEATH, &rule, 0);
	close(rule.parent);
	return r ? error_system(e, "Landlock rule for %s", folder) : 0;
}

static int
new_ruleset(int abi, struct error *e)
{
	struct ruleset rules = {0};
	size_t size = abi >= 6 ? sizeof rules : abi >= 4 ? 16 : 8;
	int fd;

	rules.handled_fs = fs_rights(abi);
	rules.handled_net = abi >= 4 ? 3 : 0; /* bind and connect over TCP */
	rules.scoped = abi >= 6 ? 3 : 0;      /* abstract sockets, signals */
	fd = (int)syscall(NR_CREATE_RULESET, &rules, size, 0);
	return fd < 0 ? error_system(e, "Landlock ruleset") : fd;
}

static int
restrict_to(const char *const *places, const char *folder, struct error *e)
{
	int abi = landlock_abi();
	int fd, result = 1;

	if (!abi)
		return 0;
	fd = new_ruleset(abi, e);
	if (fd < 0)
		return -1;
	for (; places && *places && result > 0; places++)
		if (allow_reading(fd, *places, abi, e))
			result = -1;
	if (result > 0 && folder && allow_making(fd, folder, abi, e))
		result = -1;
	if (result > 0 && syscall(NR_RESTRICT_SELF, fd, 0))
		result = error_system(e, "Landlock");
	close(fd);
	return result;
}

int
landlock_restrict(const char *const *places, struct error *e)
{
	return restrict_to(places, NULL, e);
}

int
landlock_restrict_maker(const char *const *places, const char *folder, struct error *e)
{
	return restrict_to(places, folder, e);
}
